"""Where backups lie, what they are called, and how a file appears there whole or not at all."""

import logging
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from blog.backups.errors import BackupError, NoRoom
from blog.site import disk

LOGGER = logging.getLogger("quire")
FOLDER = "backups"  # in the data directory
SPARED = 500_000_000  # bytes that backups leave to the rest; of a small disk
PART = 20  # the twentieth part
STALE = timedelta(days=1)  # what was left half-written longer ago
HAND, NIGHTLY, UPGRADE = "hand", "nightly", "upgrade"
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(
    rf"quire-(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\dZ)-({HAND}|{NIGHTLY}|{UPGRADE})(-\d{{1,3}})?\.zip"
)
_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}\.part")


def folder(data_dir: Path) -> Path:
    """Return the site's own folder of backups, made on first use, for its owner alone."""
    path = data_dir / FOLDER
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def name(moment: datetime, reason: str) -> str:
    """Return what a backup is called by default."""
    return f"quire-{moment.astimezone(UTC):{_STAMP}}-{reason}.zip"


def unused(folder: Path, moment: datetime, reason: str) -> Path:
    """Return where a new backup goes: under the name of its moment, or with a number where that is taken."""
    first = folder / name(moment, reason)
    others = (first.with_name(f"{first.stem}-{number}.zip") for number in range(2, 1000))
    return next((path for path in (first, *others) if not path.exists()), first)


def described(name: str) -> tuple[datetime, str] | None:
    """Return (when it was made, why), as a name tells it; None for a name that `name` did not give."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC), found[2]
    except ValueError:
        return None


@contextmanager
def appearing(path: Path) -> Iterator[IO[bytes]]:
    """Lend a file that stands at `path`, safe on the disk and readable by its owner, once all is written.

    Raises BackupError where something stands there already.
    """
    if path.exists():
        raise BackupError(f"{path} exists already; nothing was written")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def refuse_full(folder: Path, needed: int = 0, kept: int | None = None) -> None:
    """Raise NoRoom where a disk has no room for so many bytes beside those `kept` free for others."""
    kept = reserve(folder) if kept is None else kept
    if (free := disk.free(folder)) < needed + kept:
        more = f"about {needed / 1e6:,.0f} MB are needed, " if needed else ""
        raise NoRoom(
            f"there is too little room in {folder} ({more}{free / 1e6:,.0f} MB are free,"
            f" {kept / 1e6:,.0f} MB of them stay free)"
        )


def reserve(folder: Path) -> int:
    """Return how many bytes backups leave to the site: it shall not run short of room because of them."""
    return disk.LEAST + min(SPARED, shutil.disk_usage(folder).total // PART)


def leftovers(folder: Path, before: datetime) -> list[Path]:
    """Return what killed processes left half-written before that moment."""
    return [path for path in folder.iterdir() if _DRAFT.fullmatch(path.name) and is_older(path, before)]


def is_older(path: Path, moment: datetime) -> bool:
    """Whether something was last changed before that moment; what is gone was not."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def remove(path: Path) -> None:
    """Remove a file. One that cannot be removed stays, and the log tells of it: the others still shall go."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        LOGGER.warning("%s could not be removed: %s", path, error.strerror)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
