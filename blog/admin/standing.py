"""How the site stands with its backups: for the page of admins, and their overview."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from blog.backups import files, keeping, ledger
from blog.backups.ledger import Entry
from blog.config import Settings
from blog.database import READ_ONLY
from blog.extensions import db
from blog.site.jobs import Job


@dataclass(frozen=True)
class Standing:
    """`entries` are the newest first; `asked_at` says since when one is being made on demand."""

    entries: list[Entry]
    folder: Path
    machine: str
    asked_at: datetime | None
    failure: str  # why the last attempt made none; "" where it did

    @property
    def newest_good(self) -> Entry | None:
        """The newest that a check restored."""
        return next((entry for entry in self.entries if entry.is_good), None)

    @property
    def elsewhere(self) -> bool:
        """Whether some lie on other machines."""
        return any(not entry.is_here for entry in self.entries)


def read(settings: Settings) -> Standing:
    """Look at the table, at the folder of this machine, and at the jobs; on a connection of its own."""
    folder = settings.data_dir / files.FOLDER
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        entries = ledger.entries(connection, folder)
        work = _work(connection)
    asked = [job for job in work if job.kind == keeping.HAND_JOB and job.failed_at is None]
    return Standing(
        entries=entries,
        folder=folder,
        machine=ledger.machine(),
        asked_at=asked[0].created_at if asked else None,
        failure=_failure(work, entries),
    )


def _work(connection: Connection) -> list[Row[Any]]:
    columns = (Job.kind, Job.created_at, Job.failed_at, Job.error)
    kinds = (keeping.HAND_JOB, keeping.NIGHTLY_JOB)
    return list(connection.execute(select(*columns).where(Job.kind.in_(kinds)).order_by(Job.id)))


def _failure(work: list[Row[Any]], entries: list[Entry]) -> str:
    """Return why the nightly one failed, or the last on demand where nothing was made since."""
    latest = entries[0].made_at if entries else None
    for job in reversed(work):
        over = job.failed_at and latest and latest > job.failed_at
        if job.error and not over:
            return str(job.error)
    return ""
