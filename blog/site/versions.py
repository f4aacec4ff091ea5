"""Reads the site version on every request, without the ORM: one tiny query."""

import threading
from typing import Any

from sqlalchemy import Engine

CURRENT = "SELECT version, next_due FROM site"


class Versions:
    """Asks `engine` for the version. On SQLite each thread keeps a connection of its own for it.

    On PostgreSQL the pool lends one each time: it finds out which were lost.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept = threading.local() if engine.dialect.name == "sqlite" else None

    def current(self) -> tuple[int, int | None]:
        """Return (version, unix seconds of the next due change or None).

        Raises the driver's error where the database cannot answer, LookupError where it is empty.
        """
        if self._kept is None:
            return self._borrowed()
        try:
            cursor = self._kept.cursor
        except AttributeError:
            connection = self._engine.raw_connection()
            connection.detach()
            cursor = self._kept.cursor = connection.cursor()
        return _ask(cursor)

    def _borrowed(self) -> tuple[int, int | None]:
        connection = self._engine.raw_connection()
        try:
            return _ask(connection.cursor())
        finally:
            connection.close()


def _ask(cursor: Any) -> tuple[int, int | None]:
    cursor.execute(CURRENT)
    row = cursor.fetchone()
    if row is None:
        raise LookupError("the site row is missing")
    return row[0], row[1]
