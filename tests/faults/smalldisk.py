"""A disk that can be filled, for one server process: a file system of its own where one may be mounted.

Where not even a mount namespace may be had (some containers), the process gets a limit on the size of its
files instead, which the kernel keeps as strictly: the write that crosses it is cut short, the next one fails.
"""

import os
import resource
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Protocol

SIZE = "20m"
MOUNT = f'mount -t tmpfs -o size={SIZE} tmpfs "$0" && cp -a "$1/." "$0" && shift && exec "$@"'
UNSHARE = ("unshare", "--mount") if os.getuid() == 0 else ("unshare", "--map-root-user", "--mount")
PIECE = 64 * 1024


class Disk(Protocol):
    """What a test does to a disk."""

    def fill(self, leave: int = 0) -> None:
        """Let nothing more be written, or `leave` bytes."""

    def free(self) -> None:
        """Let it be written again."""


def can_mount() -> bool:
    """Whether this machine lets us mount something for a process of ours alone."""
    try:
        command = (*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt")
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def mounting(place: Path, content: Path) -> tuple[str, ...]:
    """The prefix of a command whose process sees at `place` a small disk that holds what `content` does."""
    return (*UNSHARE, "sh", "-c", MOUNT, str(place), str(content))


class SmallFileSystem:
    """The disk of SIZE that the process `pid` sees at `place`."""

    def __init__(self, pid: int, place: Path) -> None:
        self._filler = Path(f"/proc/{pid}/root{place}/filler")

    def fill(self, leave: int = 0) -> None:
        with self._filler.open("ab", buffering=0) as file:
            with suppress(OSError):
                while file.write(b"\0" * PIECE):
                    pass
            file.truncate(file.tell() - leave)

    def free(self) -> None:
        self._filler.unlink()


class ShortFiles:
    """A limit for the process `pid`: none of its files may grow beyond the journal that it has by now."""

    def __init__(self, pid: int, journal: Path) -> None:
        self._pid, self._journal = pid, journal

    def fill(self, leave: int = 0) -> None:
        self._limit(self._journal.stat().st_size + leave)

    def free(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
