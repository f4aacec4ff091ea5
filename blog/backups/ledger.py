"""Which backups there are: the rows of all machines, and the files in this one's own folder."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from blog.backups import files
from blog.backups.models import Backup
from blog.extensions import db


@dataclass(frozen=True)
class Entry:
    """A backup. `is_here`: on the machine that asks; `is_gone`: it was there, and its file is not."""

    machine: str
    path: str
    reason: str
    size: int  # bytes
    made_at: datetime
    checked_at: datetime | None = None
    problem: str = ""
    missing: int = 0
    is_here: bool = True
    is_gone: bool = False

    @property
    def is_good(self) -> bool:
        """Whether a check restored it."""
        return self.checked_at is not None and not self.problem and not self.is_gone

    @property
    def name(self) -> str:
        """The name of its file."""
        return Path(self.path).name


def machine() -> str:
    """Return what this machine is called."""
    return socket.gethostname()[:255]


def entries(connection: Connection, folder: Path) -> list[Entry]:
    """Return all backups, the newest first; those in `folder` also where no row tells of them yet."""
    rows = connection.execute(select(Backup.__table__)).all()
    known = {(row.machine, row.path): _recorded(row) for row in rows}
    for entry in _lying_in(folder):
        known.setdefault((entry.machine, entry.path), entry)
    return sorted(known.values(), key=lambda entry: (entry.made_at, entry.path), reverse=True)


def note(entry: Entry) -> None:
    """Write down a backup, or what is new about it, in the session's transaction."""
    place = (Backup.machine == entry.machine, Backup.path == entry.path)
    row = db.session.scalar(select(Backup).where(*place)) or Backup(machine=entry.machine, path=entry.path)
    row.reason, row.size, row.made_at = entry.reason, entry.size, entry.made_at
    row.checked_at, row.problem, row.missing = entry.checked_at, entry.problem, entry.missing
    db.session.add(row)


def strike(gone: Sequence[Entry]) -> None:
    """Forget backups, in the session's transaction."""
    for entry in gone:
        db.session.execute(delete(Backup).where(Backup.machine == entry.machine, Backup.path == entry.path))


def of_file(path: Path) -> Entry | None:
    """Describe a file by its name; None for one that is called otherwise, or that is not there."""
    told = files.described(path.name)
    try:
        size = path.stat().st_size
    except OSError:
        return None
    return Entry(machine(), str(path), told[1], size, told[0]) if told else None


def _recorded(row: Row[Any]) -> Entry:
    values = {name: value for name, value in row._mapping.items() if name != "id"}
    entry = Entry(**values)
    if entry.machine != machine():
        return replace(entry, is_here=False)
    return replace(entry, is_gone=not Path(entry.path).exists())


def _lying_in(folder: Path) -> list[Entry]:
    found = (of_file(path) for path in folder.glob("*.zip"))
    return [entry for entry in found if entry]
