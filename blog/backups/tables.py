"""Which tables a backup holds, read from the database itself: its schema may be older than the program."""

from collections.abc import Sequence

from sqlalchemy import Connection, Integer, MetaData, Table, func, select

from blog import schema
from blog.extensions import db

LEFT_OUT = {
    "alembic_version": "the manifest names the schema",
    "backups": "it tells of files on the machines of the old site",
    "jobs": "what waited there, mail above all, was done by the old site, or would be done twice",
    "parked_forms": "they are kept for an hour",
    "search_posts": "it is made anew from the posts",
    "throttles": "they count what was done within the last hours",
    "user_sessions": "everybody signs in again: what was ended since must not begin anew",
}
FORMER: frozenset[str] = frozenset()
"""Tables of earlier schemas that a later migration took away: a backup of before still holds them."""
CHOSEN = {"one_time_tokens": ("purpose", "invite")}
"""Of these tables only the rows with this value go along: a used link for a password must stay used."""


def stored(connection: Connection) -> list[Table]:
    """Return the tables that a backup holds, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: is_kept(name))
    return metadata.sorted_tables


def is_kept(name: str) -> bool:
    """Whether a table of that name goes into a backup; other programs may have theirs in the database."""
    own = name in db.metadata.tables or name in FORMER
    return own and name not in LEFT_OUT and schema.is_modelled(None, name, "table", True, None)


def count(connection: Connection, table: Table) -> int:
    """Return how many rows of a table go into a backup."""
    counted = select(func.count()).select_from(table)
    if chosen := CHOSEN.get(table.name):
        counted = counted.where(table.c[chosen[0]] == chosen[1])
    return connection.scalar(counted) or 0


def renumber(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL number new rows on from the highest number there is; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for key in table.primary_key:
            if isinstance(key.type, Integer) and (highest := connection.scalar(select(func.max(key)))):
                _renumber(connection, table.name, key.name, highest)


def _renumber(connection: Connection, table: str, column: str, highest: int) -> None:
    sequence = connection.scalar(select(func.pg_get_serial_sequence(f'"{table}"', column)))
    if sequence:
        connection.execute(select(func.setval(sequence, highest)))
