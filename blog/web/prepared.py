"""Questions that pages ask again and again: compiled once, and put to the driver's own cursor.

From a statement to its rows SQLAlchemy takes longer than SQLite does to answer. Here it says once what to
send and how to read what comes back; that is kept.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import CompoundSelect

Question = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Values = Mapping[str, Any]


class Rows(list[Any]):
    """The rows of an answer, with what SQLAlchemy's results are asked for."""

    def first(self) -> Any:
        """Return the first, None where there is none."""
        return self[0] if self else None

    def one(self) -> Any:
        """Return the only one. Raises ValueError where there is none, or more."""
        (row,) = self
        return row

    def scalars(self) -> "Rows":
        """Return the first column of each."""
        return Rows(row[0] for row in self)


class Prepared:
    """A question with `bindparam`s of plain names, of which some may be `expanding`."""

    def __init__(self, statement: Question) -> None:
        self.statement = statement
        self._ways: dict[Any, _Way] = {}

    def ask(self, connection: Connection, values: Values) -> Rows:
        """Return the rows; the connection is in a transaction then.

        Raises what SQLAlchemy raises where the database refuses, ValueError for a moment without a zone.
        Where somebody listens to statements, the question goes the usual way.
        """
        if not connection.in_transaction():
            connection.begin()
        way = self._way(connection.dialect, values)
        if connection.engine.dispatch.before_cursor_execute:
            return Rows(way.row(*row) for row in connection.execute(self.statement, dict(values)))
        try:
            return way.ask(connection, values)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(error, way.text, connection) from error

    def _way(self, dialect: Dialect, values: Values) -> "_Way":
        lists = [name for name, value in values.items() if isinstance(value, list | tuple)]
        key = dialect.name, tuple((name, len(values[name])) for name in sorted(lists))
        way = self._ways.get(key)
        if way is None:
            way = self._ways[key] = _Way(self.statement, dialect, values)
        return way


class _Way:
    """For one dialect, and lists of certain lengths: what to send, and what becomes of the rows."""

    def __init__(self, statement: Question, dialect: Dialect, values: Values) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        sent = compiled.construct_expanded_state(dict(values))
        columns = statement.exported_columns
        self.text = sent.statement
        self._lists = sent.parameter_expansion
        self._order: Sequence[str] | None = sent.positiontup
        names: dict[BindParameter[Any], str] = compiled.bind_names
        self._fixed = {name: bind.value for bind, name in names.items() if name not in values}
        self._writers = [
            (name, write)
            for bind, name in names.items()
            if (write := bind.type.dialect_impl(dialect).bind_processor(dialect))
        ]
        self._readers = [
            (place, read)
            for place, column in enumerate(columns)
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]
        self.row = _row(columns.keys())

    def ask(self, connection: Connection, values: Values) -> Rows:
        cursor = connection.connection.cursor()
        try:
            connection.dialect.do_execute(cursor, self.text, self._sent(values))
            rows = cursor.fetchall()
        finally:
            cursor.close()
        return Rows(self.row(*self._read(row)) for row in rows)

    def _sent(self, values: Values) -> Any:
        sent = {**self._fixed, **values}
        for name, write in self._writers:
            value = sent[name]
            sent[name] = [write(one) for one in value] if name in self._lists else write(value)
        for name, parts in self._lists.items():
            sent.update(zip(parts, sent.pop(name), strict=True))
        return sent if self._order is None else [sent[name] for name in self._order]

    def _read(self, row: Sequence[Any]) -> Sequence[Any]:
        read = list(row)
        for place, process in self._readers:
            read[place] = process(read[place])
        return read


def _translated(error: Exception, text: str, connection: Connection) -> Exception:
    """SQLAlchemy's name for what the driver says; a connection that is lost is not lent again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, error, base, True, lost, dialect)


def _row(names: Sequence[str]) -> Callable[..., Any]:
    return namedtuple("row", names, rename=True)
