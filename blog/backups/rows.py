"""Rows as lines of JSON, the same from SQLite and PostgreSQL: a list of values each."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Insert,
    Select,
    Table,
    bindparam,
    cast,
    collate,
    insert,
    select,
    type_coerce,
)
from sqlalchemy import types as sql

from blog.backups.errors import BackupError
from blog.backups.tables import CHOSEN
from blog.database import UtcDateTime

AT_ONCE = 50  # rows that are held while reading
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"

Column = Any


class Kind(NamedTuple):
    """How values of a type are read, written as JSON and read from it again."""

    type: sql.TypeEngine[Any]
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _moment(value: datetime) -> str:
    return value.strftime(_MOMENT).rjust(27, "0")  # years before 1000, too


def _from_moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


# The first that fits counts. JSON stays as it was written: null and nothing at all are not the same.
_KINDS = (
    (sql.Boolean, Kind(sql.Boolean(), _same, _same)),
    (sql.Integer, Kind(BigInteger(), _same, _same)),
    (sql.DateTime, Kind(UtcDateTime(), _moment, _from_moment)),
    (sql.JSON, Kind(sql.Text(), str, _same)),  # SQLite keeps a lone number as a number
    (sql.LargeBinary, Kind(sql.LargeBinary(), lambda data: b64encode(data).decode("ascii"), b64decode)),
    (sql.String, Kind(sql.Text(), _same, _same)),
)


def kind(table: Table, column: Column) -> Kind:
    """Return how a column is written. Raises BackupError for a type that nobody has thought of."""
    for type_, found in _KINDS:
        if isinstance(column.type, type_):
            return found
    raise BackupError(f"{table.name}.{column.name} is of a type that no backup knows ({column.type!r})")


def lines(connection: Connection, table: Table, columns: Sequence[str]) -> Iterator[bytes]:
    """Give these columns of all rows of a table, in the order of its keys, each row as a line."""
    encoders = [kind(table, table.c[name]).encode for name in columns]
    streamed = {"yield_per": AT_ONCE}
    for row in connection.execute(
        _selection(table, columns, connection.dialect.name), execution_options=streamed
    ):
        yield line(
            [None if value is None else encode(value) for encode, value in zip(encoders, row, strict=True)]
        )


def line(encoded: list[Any]) -> bytes:
    """Write the values of a row."""
    return json.dumps(encoded, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read(text: bytes, width: int) -> list[Any]:
    """Read a line of that many values, which are encoded still. Raises BackupError."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BackupError("it holds a row that cannot be read") from error
    if not isinstance(found, list) or len(found) != width:
        raise BackupError("it holds a row of a strange length")
    return found


def decoded(table: Table, columns: Sequence[str], encoded: Sequence[Any]) -> dict[str, Any]:
    """Return a row as it goes into the database. Raises BackupError."""
    try:
        return {
            name: None if value is None else kind(table, table.c[name]).decode(value)
            for name, value in zip(columns, encoded, strict=True)
        }
    except (TypeError, ValueError) as error:
        raise BackupError(f"it holds a value that does not fit into {table.name}") from error


def insertion(table: Table, columns: Sequence[str], dialect: str) -> Insert:
    """Return the statement that inserts rows of these columns."""
    given: dict[str, Any] = {name: bindparam(name, type_=kind(table, table.c[name]).type) for name in columns}
    if dialect == "postgresql":
        given |= {
            name: cast(given[name], sql.JSON) for name in columns if isinstance(table.c[name].type, sql.JSON)
        }
    return insert(table).values(given)


def _selection(table: Table, columns: Sequence[str], dialect: str) -> Select[Any]:
    # Keys are sorted by their bytes, as SQLite does: the order must not depend on where a database stands.
    by_bytes = dialect == "postgresql"
    order = [
        collate(key, "C") if by_bytes and isinstance(key.type, sql.String) else key
        for key in table.primary_key
    ]
    chosen = select(*(_selected(table, table.c[name], dialect) for name in columns)).order_by(*order)
    if picked := CHOSEN.get(table.name):
        chosen = chosen.where(table.c[picked[0]] == picked[1])
    return chosen


def _selected(table: Table, column: Column, dialect: str) -> Any:
    type_ = kind(table, column).type
    if dialect == "postgresql" and isinstance(column.type, sql.JSON):
        return cast(column, type_)
    return type_coerce(column, type_)
