"""A backup before the schema of a database that is in use changes, and words for what goes wrong then."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from blog import schema
from blog.backups import files, writing
from blog.backups.errors import BackupError
from blog.backups.stages import Stages
from blog.database import READ_ONLY, create_file, utcnow
from blog.extensions import db
from blog.media import storage

WITHOUT = "--without-backup"


@contextmanager
def guarded(stages: Stages, states: tuple[str, ...] = ("behind",)) -> Iterator[Path | None]:
    """Back up a database that is in one of `states`, lend the path, and let the caller migrate.

    Raises BackupError where no backup could be made, and then the caller does not run; or where the caller
    fails. A migration is one transaction: whatever ends it, the old schema stands, and the old program works.
    """
    path = _backed_up(stages, states)
    try:
        yield path
    except (Exception, SystemExit) as error:
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
        path = files.unused(files.folder(app.config["DATA_DIR"]), utcnow(), files.UPGRADE)
        writing.make(db.engine, storage.of(app), path, stages)
    except (BackupError, OSError) as error:
        raise BackupError(
            f"no backup could be made before the migration ({error}), so nothing was changed;"
            f" to go on without one: flask --app main db upgrade {WITHOUT}"
        ) from error
    return path
