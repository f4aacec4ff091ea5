"""A backup before the schema of a database that is in use changes, and words for what goes wrong then."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.backups import files, ledger, retention, writing
from blog.backups.errors import BackupError
from blog.backups.ledger import Entry
from blog.backups.stages import Stages
from blog.database import READ_ONLY, create_file, utcnow
from blog.extensions import db
from blog.media import storage

WITHOUT = "--without-backup"
FAILED = ".failed"  # names, in the folder, what was made before a migration that failed


@contextmanager
def guarded(stages: Stages, states: tuple[str, ...] = ("behind",)) -> Iterator[Path | None]:
    """Back up a database that is in one of `states`, lend the path, and let the caller migrate.

    Raises BackupError where no backup could be made, and then the caller does not run; or where the caller
    fails. A migration is one transaction: whatever ends it, the old schema stands, and the old program works.
    Of the backups before migrations that fail one after the other the last stays: it holds what all held.
    """
    path = _backed_up(stages, states)
    failed = current_app.config["DATA_DIR"] / files.FOLDER / FAILED
    try:
        yield path
        with suppress(OSError):
            failed.unlink(missing_ok=True)
    except (Exception, SystemExit) as error:
        if path:
            _take_the_place(path, failed)
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        saved = f"; before it this backup was made: {path}" if path else ""
        raise BackupError(
            f"the migration failed ({type(error).__name__}: {reason}), and the database is as it was{saved}"
        ) from error


def _backed_up(stages: Stages, states: tuple[str, ...]) -> Path | None:
    create_file(db.engine)
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        if schema.state(connection) not in states:
            return None
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        folder = files.folder(app.config["DATA_DIR"])
        _make_room(folder)
        path = files.unused(folder, utcnow(), files.UPGRADE)
        writing.make(db.engine, storage.of(app), path, stages)
    except (BackupError, OSError) as error:
        raise BackupError(
            f"no backup could be made before the migration ({error}), so nothing was changed;"
            f" to go on without one: flask --app main db upgrade {WITHOUT}"
        ) from error
    return path


def _take_the_place(path: Path, failed: Path) -> None:
    """Remove what the last failing start made, and note what this one did. It raises nothing of its own."""
    with suppress(OSError, ValueError):
        former = failed.read_text() if failed.exists() else path.name
        if former != path.name and files.described(former):  # by its name a backup, in this folder
            files.remove(failed.with_name(former))
        failed.unlink(missing_ok=True)  # another user may have written it
        failed.write_text(path.name)


def _make_room(folder: Path) -> None:
    """Take away what starts that were killed left, before this one makes a backup more."""
    for left in files.leftovers(folder, utcnow() - files.STALE):
        files.remove(left)
    upgrades = [entry for entry in _known(folder) if entry.reason == files.UPGRADE]
    for path in retention.expired_files(upgrades, folder, current_app.config["SETTINGS"].timezone):
        files.remove(path)


def _known(folder: Path) -> list[Entry]:
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        try:
            return ledger.entries(connection, folder)
        except SQLAlchemyError:  # the schema is from before that table, or after it
            return ledger.lying_in(folder)
