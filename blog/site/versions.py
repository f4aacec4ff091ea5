"""Reads the site version on every request, without the ORM: one tiny query."""

from sqlalchemy import Engine

CURRENT = "SELECT version, next_due FROM site"


def current(engine: Engine) -> tuple[int, int | None]:
    """Return (version, unix seconds of the next due change or None).

    Raises the driver's error where the database cannot answer, LookupError where it is empty.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(CURRENT)
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    if row is None:
        raise LookupError("the site row is missing")
    return row[0], row[1]
