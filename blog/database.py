"""How Quire talks to SQLite and PostgreSQL: engine options, transactions, column types."""

import sqlite3 as stdlib_sqlite
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import request
from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase

try:  # The wheel bundles an SQLite without the WAL-reset bug that system libraries still carry.
    from pysqlite3 import dbapi2 as sqlite_module
except ImportError:
    sqlite_module = stdlib_sqlite

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")

QUIET = {"hide_parameters": True}  # a failing statement must not put a mail or a token into the log
READ_ONLY = {"read_only": True}  # execution options of a connection that never writes

_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


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
    """Return what create_engine needs for `url`."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"module": sqlite_module, "connect_args": {"timeout": 10}, **QUIET}
    return {"pool_pre_ping": True, "pool_size": 8, **QUIET}


def begin_read_only(read_only: bool) -> None:
    """Say what the next transactions of this thread are for: a GET reads, all else may write.

    A write transaction takes SQLite's lock at once (BEGIN IMMEDIATE); one that began as a
    reader and then writes would fail when another got there first.
    """
    _read_only.set(read_only)


def prepare(engine: Engine) -> None:
    """Set an engine's connections up; only SQLite needs it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would be a deferred one
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("read_only") or _read_only.get()
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def begin_for_request() -> None:
    """Before each request: what comes with GET and HEAD only reads."""
    begin_read_only(request.method in ("GET", "HEAD", "OPTIONS"))
