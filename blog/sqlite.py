"""SQLite's own ways: one file, which may be moved away, and one writer at a time."""

import os
import sqlite3 as stdlib_sqlite
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError, OperationalError

try:  # The wheel bundles an SQLite without the WAL-reset bug that system libraries still carry.
    from pysqlite3 import dbapi2 as sqlite_module
except ImportError:
    sqlite_module = stdlib_sqlite

__all__ = ["FileId", "begin_immediate", "create", "file_id", "options", "prepare", "sqlite_module"]

PATIENCE = 10_000  # ms that a writer waits for others
AGAIN = 3_000  # ms of its second try; together less than the 20 s after which browsers give up
HASTE = 100  # ms, where nobody should wait
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={PATIENCE}",
    "cache_size=-200",  # kB of each connection, and there are many: the system keeps the file's pages for all
)

FileId = tuple[int, int] | None  # device, inode


def options() -> dict[str, Any]:
    """Return what create_engine needs; a request may hold three connections, waitress has 8 threads."""
    return {
        "module": sqlite_module,
        "connect_args": {"timeout": PATIENCE / 1000, "uri": True},
        "pool_size": 8,
        "pool_use_lifo": True,
        "max_overflow": 24,
    }


def prepare(engine: Engine) -> None:
    """Set an engine's connections up. They never make a file: see `create`."""

    def open_existing(_dialect: Any, record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
        record.info["file"] = file_id(engine)  # before it is opened: replaced meanwhile, it is opened again
        arguments[0] = f"file:{quote(arguments[0])}?mode=rw"

    def refuse_moved(_connection: Any, record: Any, _proxy: object) -> None:
        if record.info["file"] != file_id(engine):
            raise DisconnectionError("the database file was moved")  # the pool opens what stands there now

    event.listen(engine, "do_connect", open_existing)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "checkout", refuse_moved)


def create(engine: Engine) -> None:
    """Make the file where there is none; only migrations do. One that was moved away comes back as it was."""
    Path(engine.url.database or "").touch(mode=0o600)


def file_id(engine: Engine) -> FileId:
    """Return which file stands under the engine's name now; None where none does."""
    try:
        found = os.stat(engine.url.database or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino


def begin_immediate(connection: Connection, patient: bool) -> None:
    """Take the write lock. Raises OperationalError where others hold it longer than a writer waits.

    A patient one tries twice: SQLite refuses some requests at once, which a second one is granted.
    """
    waits = (None, AGAIN) if patient else (HASTE,)
    for wait in waits:
        try:
            _begin(connection, wait)
            return
        except OperationalError as error:
            if wait == waits[-1] or "locked" not in str(error.orig):
                raise


def _begin(connection: Connection, wait: int | None) -> None:
    if wait is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={wait}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE}")


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would be a deferred one
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
