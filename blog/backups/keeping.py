"""Makes backups by itself, checks each one, and takes the oldest away: jobs of the site."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from blog.backups import checking, files, ledger, retention, writing
from blog.backups.errors import BackupError, NoRoom
from blog.backups.ledger import Entry
from blog.backups.stages import Advance
from blog.config import Settings
from blog.database import READ_ONLY, utcnow
from blog.extensions import db
from blog.media import storage
from blog.site import jobs
from blog.site import models as site
from blog.site.jobs import Job

LOGGER = logging.getLogger("quire")
NIGHTLY_JOB, HAND_JOB = "backups.nightly", "backups.make"
HOUR = 3  # of the night, in the time zone of the site
FORGOTTEN = timedelta(days=60)  # of machines that are no more


@jobs.handler(NIGHTLY_JOB, every=timedelta(hours=1), slow=True)
def keep(_payload: jobs.Payload) -> None:
    """Make the backup of last night where nobody has, check what was not checked, take the oldest away."""
    with _in_words():
        _tidy()  # first: a disk that is full of what can go would stay full
        known = _known()
        if is_due(known, utcnow(), _settings().timezone):
            known.insert(0, _made(files.NIGHTLY))
        _check([entry for entry in known if entry.is_here and not entry.is_gone and not entry.checked_at])


@jobs.handler(HAND_JOB, slow=True)
def make(_payload: jobs.Payload) -> None:
    """Make a backup and check it. It is not tried again: whoever asked for it reads what went wrong."""
    try:
        with _in_words():
            _tidy()
            _check([_made(files.HAND)])
    except jobs.Failure as error:
        raise jobs.GiveUp(str(error)) from error


def ask() -> bool:
    """Have a backup made soon, in the session's transaction; False where one is being made already."""
    site.take_turn()
    waiting = select(Job.id).where(Job.kind == HAND_JOB, Job.failed_at.is_(None))
    if db.session.scalar(waiting) is not None:
        return False
    jobs.add(HAND_JOB, {})
    return True


def is_due(known: Sequence[Entry], now: datetime, zone: ZoneInfo) -> bool:
    """Whether no machine has made the nightly backup since the last HOUR in the site's zone."""
    local = now.astimezone(zone)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night > local:
        night -= timedelta(days=1)
    latest = now + ledger.AHEAD
    return not any(entry.reason == files.NIGHTLY and night <= entry.made_at <= latest for entry in known)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _known() -> list[Entry]:
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        return ledger.entries(connection, files.folder(_settings().data_dir))


def _made(reason: str) -> Entry:
    now, folder = utcnow(), files.folder(_settings().data_dir)
    path = files.unused(folder, now, reason)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    told = writing.make(db.engine, storage.of(app), path, _renewing)
    label, size = ledger.label(folder), path.stat().st_size
    return Entry(label, str(path), reason, size, told.made_at, missing=len(told.missing))


def _check(entries: Sequence[Entry]) -> None:
    """Check backups, note what was found, and take away what has served its time.

    Raises jobs.Failure at the end where one could not be checked: that says nothing of it, nor of the others.
    """
    failures = []
    for entry in entries:
        try:
            found = _checked(entry)
        except (NoRoom, OSError, SQLAlchemyError) as error:
            failures.append(f"{entry.name} could not be checked: {_reason(error)}")
            found = entry
        with db.engine.begin() as connection:  # of its own: it stays true where the job fails
            ledger.note(connection, found)
    _tidy()
    if failures:
        raise jobs.Failure("; ".join(failures))


def _checked(entry: Entry) -> Entry:
    try:
        told = checking.check(Path(entry.path), _settings().data_dir, _renewing)
    except NoRoom:
        raise  # which is no fault of the backup
    except BackupError as error:
        LOGGER.error("the backup %s does not restore: %s", entry.path, error)
        return replace(entry, checked_at=utcnow(), problem=str(error))
    return replace(entry, checked_at=utcnow(), problem="", missing=len(told.missing))


def _tidy() -> None:
    """Take away what was left half-written, what has served its time, and the rows of what has gone."""
    settings = _settings()
    folder = files.folder(settings.data_dir)
    checking.sweep(settings.data_dir, utcnow() - files.STALE)
    for left in files.leftovers(folder, utcnow() - files.STALE):
        files.remove(left)
    for path in retention.expired_files(_known(), folder, settings.timezone):
        files.remove(path)
    ledger.identify(folder)  # once there is room for it
    before = utcnow() - FORGOTTEN
    lost = [entry for entry in _known() if entry.is_gone or (not entry.is_here and entry.made_at < before)]
    if lost:
        with db.engine.begin() as connection:
            ledger.strike(connection, lost)


@contextmanager
def _renewing(_stage: str, _length: int) -> Iterator[Advance]:
    yield lambda _done: jobs.renew()


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what can go wrong into a line that admins read."""
    try:
        yield
    except (BackupError, SQLAlchemyError, OSError) as error:
        raise jobs.Failure(_reason(error)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, SQLAlchemyError):
        return f"the database failed ({str(getattr(error, 'orig', error)).partition(chr(10))[0]})"
    if isinstance(error, OSError):
        return f"a file could not be read or written ({error.strerror or error})"
    return str(error)
