"""Reads the site version on every request, without the ORM: one tiny query."""

import threading
from typing import Any

from sqlalchemy import Engine

from blog.database import file_id

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
        return self._borrowed() if self._kept is None else self._own(self._kept)

    def _own(self, kept: Any) -> tuple[int, int | None]:
        stands = file_id(self._engine)
        if getattr(kept, "file", None) != stands or stands is None:
            kept.file, kept.cursor = stands, self._opened()
        return _ask(kept.cursor)

    def _opened(self) -> Any:
        connection = self._engine.raw_connection()
        connection.detach()
        return connection.cursor()

    def _borrowed(self) -> tuple[int, int | None]:
        connection = self._engine.raw_connection()
        try:
            found = _ask(connection.cursor())
        except Exception:
            connection.invalidate()  # given back, it would be rolled back first, which a lost one cannot be
            raise
        connection.close()
        return found


def _ask(cursor: Any) -> tuple[int, int | None]:
    cursor.execute(CURRENT)
    row = cursor.fetchone()
    if row is None:
        raise LookupError("the site row is missing")
    return row[0], row[1]
