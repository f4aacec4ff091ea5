"""Which backups there are: the rows of all machines, and the files in this one's own folder."""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from blog.backups import files
from blog.backups.models import Backup
from blog.config import secret
from blog.database import utcnow

FileId = tuple[int, int]  # device, number on it
IDENTITY = "machine_id"
AHEAD = timedelta(hours=1)  # that clocks may differ by
_TOLD = ("reason", "size", "made_at", "checked_at", "problem", "missing")
_NEVER = datetime.min.replace(tzinfo=UTC)


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
    file: FileId | None = field(default=None, compare=False)  # which it is, whatever leads to it

    @property
    def is_good(self) -> bool:
        """Whether a check restored it."""
        return self.checked_at is not None and not self.problem and not self.is_gone

    @property
    def name(self) -> str:
        """The name of its file."""
        return Path(self.path).name


def machine() -> str:
    """Return what this machine is called today."""
    return socket.gethostname()[:200]


def label(folder: Path) -> str:
    """Return what the table calls this machine: its name for people, and what stays when the name changes.

    A container is called otherwise after each deployment, while the disk of the site is the same.
    """
    kept = _identity(folder)
    return f"{machine()} ({kept})" if kept else machine()


def identify(folder: Path) -> None:
    """Give this machine its identity where it has none yet, beside the folder of backups."""
    secret.generated_key(folder.with_name(IDENTITY))


def entries(connection: Connection, folder: Path) -> list[Entry]:
    """Return all backups, the newest first; those in `folder` also where no row tells of them yet.

    A file is one backup, however many names lead to it. Those that were made while a clock was ahead come
    last: they are not the newest.
    """
    identity = _identity(folder)
    recorded = [_recorded(row, identity) for row in connection.execute(select(Backup.__table__))]
    latest = utcnow() + AHEAD
    return sorted(
        _merged(lying_in(folder), recorded),
        key=lambda entry: (entry.made_at <= latest, entry.made_at, entry.path),
        reverse=True,
    )


def note(connection: Connection, entry: Entry) -> None:
    """Write down a backup, or what is new about it."""
    values = {name: getattr(entry, name) for name in _TOLD}
    known = update(Backup).where(*_place(entry)).values(values).returning(Backup.id)
    if connection.scalar(known) is None:
        connection.execute(insert(Backup).values(machine=entry.machine, path=entry.path, **values))


def strike(connection: Connection, gone: Iterable[Entry]) -> None:
    """Forget backups."""
    for entry in gone:
        connection.execute(delete(Backup).where(*_place(entry)))


def of_file(path: Path, label: str) -> Entry | None:
    """Describe a file of this machine by its name; None for one called otherwise, or that is not there."""
    told = files.described(path.name)
    try:
        found = path.stat()
    except OSError:
        return None
    file = (found.st_dev, found.st_ino)
    return Entry(label, str(path), told[1], found.st_size, told[0], file=file) if told else None


def lying_in(folder: Path) -> list[Entry]:
    """Describe what lies there, by the names alone, the newest first."""
    found = (of_file(path, label(folder)) for path in folder.glob("*.zip"))
    return sorted((entry for entry in found if entry), key=lambda entry: entry.made_at, reverse=True)


def _place(entry: Entry) -> tuple[ColumnElement[bool], ...]:
    return Backup.machine == entry.machine, Backup.path == entry.path


def _identity(folder: Path) -> str:
    try:
        return folder.with_name(IDENTITY).read_text("ascii")[:8]
    except FileNotFoundError:
        return ""


def _recorded(row: Row[Any], identity: str) -> Entry:
    values = {name: value for name, value in row._mapping.items() if name != "id"}
    entry = Entry(**values)
    if entry.machine != machine() and not entry.machine.endswith(f" ({identity})"):
        return replace(entry, is_here=False)
    try:
        found = Path(entry.path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return replace(entry, is_gone=True)
    except OSError:
        return entry  # which a disk that fails for a while does not make a lost one
    return replace(entry, file=(found.st_dev, found.st_ino))


def _merged(lying: Sequence[Entry], recorded: Sequence[Entry]) -> list[Entry]:
    """Make one entry of each file: its name is that in the folder, and the latest check counts."""
    told = {entry.file: entry for entry in sorted(recorded, key=lambda entry: entry.checked_at or _NEVER)}
    found = {entry.file: replace(told.get(entry.file, entry), path=entry.path) for entry in lying}
    apart = [entry for entry in recorded if entry.file is None]
    told.pop(None, None)
    return [*{**told, **found}.values(), *apart]
