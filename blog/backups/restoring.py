"""Puts a backup into an empty database and an empty storage: all of it, or nothing.

Whoever is killed takes nothing back: the database is empty then, but pictures stand. The next restore of the
same backup goes on with them.
"""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, inspect, text, update

from blog.backups import loading, schemas, tables
from blog.backups.errors import BackupError
from blog.backups.reading import Package
from blog.backups.stages import Stages
from blog.database import READ_ONLY, create_file, file_id
from blog.media.storage import Storage
from blog.site.models import Site

AHEAD = 1_000_000  # versions: no cache shall take pages of the old site for those of the new one


def restore(engine: Engine, storage: Storage | None, package: Package, stages: Stages) -> list[str]:
    """Restore what has been verified, compare what stands then, and return what is remarkable, a line each.

    Without a storage the pictures stay where they are. The database is migrated to the schema of the backup,
    filled, and migrated on to the newest, in one transaction. Raises BackupError, SQLAlchemyError and
    OSError; nothing is changed then, or the error tells which pictures could not be taken back.
    """
    create_file(engine)
    with _unbound(engine) as connection, _all_or_none(storage) as written, connection.begin():
        refuse_unless_empty(connection, storage, package)
        schemas.bring_to(connection, package.manifest.revision)
        notes = _fill(connection, package, stages)
        schemas.bring_to(connection, schemas.NEWEST)
        connection.execute(update(Site).values(version=Site.version + AHEAD))
        if storage:
            _write_pictures(storage, package, stages, written)
    return notes


def refuse_occupied(engine: Engine, storage: Storage, package: Package) -> None:
    """Raise BackupError where something stands already; make nothing."""
    if engine.dialect.name == "sqlite" and file_id(engine) is None:  # so no restore was cut off here
        refuse_pictures(storage, ())
        return
    with engine.connect().execution_options(**READ_ONLY) as connection:
        refuse_unless_empty(connection, storage, package)


def refuse_unless_empty(connection: Connection, storage: Storage | None, package: Package) -> None:
    """Raise BackupError where a table stands already, or a picture that the backup does not hold."""
    if set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise BackupError("the database is not empty; a backup is restored only where there is nothing")
    if storage:
        refuse_pictures(storage, package.manifest.media)


def refuse_pictures(storage: Storage, but: Collection[str]) -> None:
    """Raise BackupError where there is a picture of another name."""
    if name := next((name for name in storage.names() if name not in but), None):
        raise BackupError(
            f"there are pictures already ({name}); a backup is restored only where there is nothing"
        )


@contextmanager
def _unbound(engine: Engine) -> Iterator[Connection]:
    """Lend a connection on which SQLite enforces no foreign keys; nobody else will ever use it."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        connection.detach()
        yield connection


@contextmanager
def _all_or_none(storage: Storage | None) -> Iterator[list[str]]:
    """Lend a list for the names of the files that were written: they go again where the rest fails."""
    written: list[str] = []
    try:
        yield written
    except BaseException as error:
        left = [name for name in written if not _removed(storage, name)]  # type: ignore[arg-type]
        if left and isinstance(error, Exception):
            reason = str(getattr(error, "orig", error)).partition("\n")[0]
            raise BackupError(
                f"{reason}; of the pictures {len(left)} may be left behind ({left[0]}):"
                " restoring this backup again goes on with them"
            ) from error
        raise


def _removed(storage: Storage, name: str) -> bool:
    try:
        storage.remove(name)
    except OSError:
        return False
    return True


def _fill(connection: Connection, package: Package, stages: Stages) -> list[str]:
    known = {table.name: table for table in tables.stored(connection)}
    told = package.manifest.tables
    if lacking := known.keys() - told.keys():
        raise BackupError(f"it lacks the table {min(lacking)}")
    notes = [f"{name} is no table of Quire: left out" for name in sorted(told.keys() - known.keys())]
    for table in reversed(known.values()):
        connection.execute(table.delete())  # what the migrations themselves wrote
    length = sum(told[name].rows for name in known)
    with stages("Restoring", length) as advance:
        loaded = [loading.load(connection, table, package, advance) for table in known.values()]
    with stages("Comparing", length) as advance:
        for table, part in zip(known.values(), loaded, strict=True):
            loading.compare(connection, table, part, advance)
    tables.renumber(connection, list(known.values()))
    _refuse_dangling(connection)
    return notes + [note for part in loaded for note in part.notes]


def _refuse_dangling(connection: Connection) -> None:
    """PostgreSQL has looked at every reference by now; SQLite does when asked."""
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise BackupError("it is damaged: a row refers to one that is not there")


def _write_pictures(storage: Storage, package: Package, stages: Stages, written: list[str]) -> None:
    """Write what does not stand. A name tells of what was uploaded, not of these bytes: they are compared."""
    standing = set(storage.names())
    with stages("Pictures", len(package.manifest.media)) as advance:
        for name, content in package.manifest.media.items():
            if name not in standing:
                written.append(name)
                storage.write(name, package.picture(name))
            if hashlib.sha256(storage.read(name)).hexdigest() != content.sha256:
                raise BackupError(_difference(name, name in standing))
            advance(1)


def _difference(name: str, stood: bool) -> str:
    if stood:
        return f"there is another picture called {name}; a backup is restored only where there is nothing"
    return f"{name} is not what was written: does the disk fail?"
