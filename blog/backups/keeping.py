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
STALE = timedelta(days=1)  # what was left half-written longer ago


@jobs.handler(NIGHTLY_JOB, every=timedelta(hours=1))
def keep(_payload: jobs.Payload) -> None:
    """Make the backup of last night where nobody has, check what was not checked, take the oldest away."""
    with _in_words():
        known = _known()
        if is_due(known, utcnow(), _settings().timezone):
            known.insert(0, _made(files.NIGHTLY))
        checked = [
            _checked(entry) for entry in known if entry.is_here and not entry.is_gone and not entry.checked_at
        ]
        _write_down(checked)


@jobs.handler(HAND_JOB)
def make(_payload: jobs.Payload) -> None:
    """Make a backup and check it. It is not tried again: whoever asked for it reads what went wrong."""
    try:
        with _in_words():
            _write_down([_checked(_made(files.HAND))])
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
    return not any(entry.reason == files.NIGHTLY and entry.made_at >= night for entry in known)


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
    return Entry(
        ledger.machine(), str(path), reason, path.stat().st_size, told.made_at, missing=len(told.missing)
    )


def _checked(entry: Entry) -> Entry:
    try:
        told = checking.check(Path(entry.path), _settings().data_dir, _renewing)
    except NoRoom:
        raise  # which is no fault of the backup
    except (BackupError, OSError) as error:
        LOGGER.error("the backup %s does not restore: %s", entry.path, error)
        return replace(entry, checked_at=utcnow(), problem=str(error))
    return replace(entry, checked_at=utcnow(), problem="", missing=len(told.missing))


def _write_down(checked: Sequence[Entry]) -> None:
    """Note what is new, and forget what has gone or has served its time."""
    fresh = {(entry.machine, entry.path): entry for entry in checked}
    known = [fresh.pop((entry.machine, entry.path), entry) for entry in _known()]
    for entry in checked:
        ledger.note(entry)
    own = [entry for entry in known if entry.is_here and not entry.is_gone]
    for entry in (expired := retention.expired(own, _settings().timezone)):
        Path(entry.path).unlink(missing_ok=True)
    before = utcnow() - FORGOTTEN
    lost = [entry for entry in known if entry.is_gone or (not entry.is_here and entry.made_at < before)]
    ledger.strike([*expired, *lost])
    for left in files.leftovers(files.folder(_settings().data_dir), utcnow() - STALE):
        left.unlink(missing_ok=True)
    checking.sweep(_settings().data_dir, utcnow() - STALE)


@contextmanager
def _renewing(_stage: str, _length: int) -> Iterator[Advance]:
    yield lambda _done: jobs.renew()


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what can go wrong into a line that admins read."""
    try:
        yield
    except BackupError as error:
        raise jobs.Failure(str(error)) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise jobs.Failure(f"the database failed ({reason})") from error
    except OSError as error:
        raise jobs.Failure(f"it could not be written ({error.strerror or error})") from error
