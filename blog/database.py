"""How Quire talks to SQLite and PostgreSQL: engine options, transactions, column types."""

from contextvars import ContextVar
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from flask import request
from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase

from blog import sqlite
from blog.sqlite import sqlite_module as sqlite_module  # for others: which library is in use

QUIET = {"hide_parameters": True}  # a failing statement must not put a mail or a token into the log
READ_ONLY = {"read_only": True}  # execution options of a connection that never writes

POOL_PATIENCE = 5  # seconds for a connection that others hold
REACHING = {  # what libpq does about a server that does not answer, unless the URL says otherwise
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 30,  # seconds
    "keepalives_interval": 10,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # ms that what was sent may stay unacknowledged
}

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)
_patient: ContextVar[bool] = ContextVar("patient", default=True)


class Base(DeclarativeBase):
    """Parent of all models; named constraints, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite drops time zones, so none is stored there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def engine_options(url: str) -> dict[str, Any]:
    """Return what create_engine needs for `url`; whoever waits for a connection is told so in time."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return {"pool_timeout": POOL_PATIENCE, **sqlite.options(), **QUIET}
    missing = {name: value for name, value in REACHING.items() if name not in parsed.query}
    room = {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 16, "pool_timeout": POOL_PATIENCE}
    return {"connect_args": missing, **room, **QUIET}


def begin_read_only(read_only: bool, patient: bool = True) -> None:
    """Say what the next transactions of this thread are for: a GET reads, all else may write.

    A write transaction takes SQLite's lock at once (BEGIN IMMEDIATE); one that began as a
    reader and then writes would fail when another got there first. What can be done another
    time is not `patient`: it fails at once where somebody else is writing.
    """
    _read_only.set(read_only)
    _patient.set(patient)


def insert(engine: Engine, table: Any) -> Any:
    """Begin an INSERT in the dialect of `engine`, which knows ON CONFLICT. Each is loaded with its use."""
    return import_module(f"sqlalchemy.dialects.{engine.dialect.name}").insert(table)


def prepare(engine: Engine) -> None:
    """Set an engine's connections up."""
    if engine.dialect.name == "sqlite":
        sqlite.prepare(engine)
        event.listen(engine, "begin", _on_begin)
    else:
        event.listen(engine, "connect", _limit_waiting)


def create_file(engine: Engine) -> None:
    """Make the file of an SQLite database where there is none: only who migrates does that."""
    if engine.dialect.name == "sqlite":
        sqlite.create(engine)


def file_id(engine: Engine) -> sqlite.FileId:
    """Return which file holds an SQLite database just now; None where it is gone."""
    return sqlite.file_id(engine)


def _limit_waiting(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = {sqlite.PATIENCE}")  # of one row; as long as on SQLite
    connection.commit()


def _on_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("read_only") or _read_only.get():
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")  # which touches no file yet: there is no error to translate
    else:
        sqlite.begin_immediate(connection, _patient.get())


def begin_for_request() -> None:
    """Before each request: what comes with GET and HEAD only reads."""
    begin_read_only(request.method in ("GET", "HEAD", "OPTIONS"))
