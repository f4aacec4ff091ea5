"""Is the database whole, and is its program one that keeps it so?"""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, text

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.database import READ_ONLY
from blog.extensions import db
from blog.sqlite import sqlite_module

MOST = 5  # lines about one kind of damage

Version = tuple[int, ...]

MENDED: dict[Version, Version] = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}


def look(_settings: Settings) -> Finding:
    """Look at the program's version, the pages of the file, and what its rows refer to."""
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        if connection.dialect.name == "sqlite":
            return _sqlite(connection)
        return _postgresql(connection)


def has_wal_reset_bug(version: Version) -> bool:
    """Whether this SQLite can spoil a database in WAL mode: 3.7.0 to 3.51.2, but for MENDED."""
    if mended := MENDED.get(version[:2]):
        return version < mended
    return (3, 7, 0) <= version < (3, 51, 3)


def _sqlite(connection: Connection) -> Finding:
    version = sqlite_module.sqlite_version
    finding = Finding(f"SQLite {version}, whole, every reference leads somewhere")
    if has_wal_reset_bug(tuple(map(int, version.split(".")))):
        finding.problems.append(
            f"SQLite {version} can spoil a database in rare moments; "
            "install pysqlite3 from requirements.txt, or SQLite 3.51.3"
        )
    mode = connection.scalar(text("PRAGMA journal_mode"))
    if mode != "wal":
        finding.problems.append(f"the journal mode is {mode}: readers wait for writers. It should be wal")
    finding.problems += islice(_damage(connection), 2 * MOST)
    return finding


def _damage(connection: Connection) -> Iterator[str]:
    for (line,) in connection.execute(text(f"PRAGMA quick_check({MOST})")):
        if line != "ok":
            yield f"the database file is damaged ({' '.join(line.split())}); restore a backup"
    for table, row, parent, _ in islice(connection.execute(text("PRAGMA foreign_key_check")), MOST):
        yield f"row {row} of {table} refers to a row of {parent} that is gone"


def _postgresql(connection: Connection) -> Finding:
    finding = Finding(f"PostgreSQL {connection.scalar(text('SHOW server_version'))}")
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        finding.problems.append(f"the database's encoding is {encoding}, not UTF8: some texts cannot be kept")
    return finding
