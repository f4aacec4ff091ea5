"""The connection on which a request reads: no session, never SQLite's write lock.

Pages that no cache holds are made on it. A session, which tracks objects in order to write
them back, costs more than the queries themselves.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Flask, g
from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import SQLAlchemyError

from blog.database import READ_ONLY
from blog.extensions import db
from blog.web.prepared import Prepared, Rows


def init_app(app: Flask) -> None:
    """Give the connections back with the end of their request."""
    app.teardown_appcontext(_release)


def execute(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Run `statement` on the connection of this request."""
    return _connection().execute(statement, values)


def ask(question: Prepared, **values: Any) -> Rows:
    """Run what was prepared, on the connection of this request. A list is the value of an `expanding` one."""
    return question.ask(_connection(), values)


def _connection() -> Connection:
    """The connection of this request, opened on first use."""
    connection: Connection | None = g.get("reads")
    if connection is None:
        connection = g.reads = db.engine.connect().execution_options(**READ_ONLY)
    return connection


def refresh() -> None:
    """See from now on what others have committed since the first read of this request."""
    connection: Connection | None = g.get("reads")
    if connection is not None:
        connection.rollback()


def release() -> None:
    """Give back the connections of this request, with what is not committed undone.

    One that was lost meanwhile is no failure of its own: the answer may have been made already.
    """
    connection: Connection | None = g.pop("reads", None)
    if connection is not None:
        with suppress(SQLAlchemyError):
            connection.close()
    try:
        db.session.remove()
    except SQLAlchemyError:
        db.session.registry.clear()


def _release(_error: BaseException | None) -> None:
    release()
