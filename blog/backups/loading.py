"""One table of a backup, from lines into a database, and from there back into lines to compare."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.exc import OperationalError, StatementError

from blog.backups import rows
from blog.backups.errors import BackupError
from blog.backups.reading import Package
from blog.backups.stages import Advance

BATCH = 500  # rows, or
HEAVY = 1_000_000  # bytes of their lines, that are inserted at once


@dataclass
class Loaded:
    """What was put into a table: the number of its rows and the SHA-256 of its lines."""

    table: str
    columns: list[str]
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    changed: int = 0  # rows, which held what the database takes in no text

    @property
    def notes(self) -> list[str]:
        """What is remarkable about it."""
        if not self.changed:
            return []
        rows = "1 row" if self.changed == 1 else f"{self.changed:,} rows"
        return [f"in {rows} of {self.table} NUL characters became \N{REPLACEMENT CHARACTER}"]


def load(connection: Connection, table: Table, package: Package, advance: Advance) -> Loaded:
    """Insert all rows of a table. Raises BackupError for what does not fit."""
    told = package.manifest.tables[table.name]
    loaded = Loaded(table.name, told.columns)
    if set(told.columns) != set(table.columns.keys()):
        raise BackupError(f"its columns of {table.name} are not those of the schema that it names")
    statement = rows.insertion(table, told.columns, connection.dialect.name)
    lines = package.lines(table.name)
    if connection.dialect.name == "postgresql":
        lines = _without_nul(lines, len(told.columns), loaded)
    for batch in _batches(_counted(lines, loaded)):
        found = [rows.decoded(table, told.columns, rows.read(line, len(told.columns))) for line in batch]
        _insert(connection, statement, table.name, found)
        advance(len(batch))
    if not loaded.changed and (loaded.rows, loaded.digest.hexdigest()) != (told.rows, told.sha256):
        raise BackupError(f"it is damaged: {table.name} is not what was written")
    return loaded


def compare(connection: Connection, table: Table, loaded: Loaded, advance: Advance) -> None:
    """Read a table again. Raises BackupError where what stands there is not what was put there."""
    digest, count = hashlib.sha256(), 0
    for line in rows.lines(connection, table, loaded.columns):
        digest.update(line)
        count += 1
        advance(1)
    if (count, digest.digest()) != (loaded.rows, loaded.digest.digest()):
        raise BackupError(
            f"{table.name} does not hold what was written there ({count} of {loaded.rows} rows)"
        )


def _counted(lines: Iterator[bytes], loaded: Loaded) -> Iterator[bytes]:
    for line in lines:
        loaded.rows += 1
        loaded.digest.update(line + b"\n")
        yield line


def _without_nul(lines: Iterator[bytes], width: int, loaded: Loaded) -> Iterator[bytes]:
    """Replace what PostgreSQL takes in no text; SQLite does, and some old program may have sent it."""
    for line in lines:
        if rb"\u0000" in line:
            found = rows.read(line, width)
            clean = [each.replace("\0", "\ufffd") if isinstance(each, str) else each for each in found]
            if clean != found:
                loaded.changed += 1
                line = rows.line(clean)[:-1]
        yield line


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == BATCH or size > HEAVY:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _insert(connection: Connection, statement: Insert, table: str, found: list[dict[str, Any]]) -> None:
    try:
        connection.execute(statement, found)
    except OperationalError:
        raise  # a disk or a server that fails, no fault of the row
    except (StatementError, OverflowError) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise BackupError(f"a row of {table} does not fit into this database ({reason})") from error
