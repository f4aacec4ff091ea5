"""A folder or a zip as named files, read into memory and never beyond its bounds.

Nothing is unpacked to disk, archives inside an archive stay closed, and symbolic links are left out.
"""

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from blog.transfer import zipped
from blog.transfer.errors import ArchiveError, FileError
from blog.transfer.limits import MAX_DEPTH, MAX_FILES

Reader = Callable[[int], bytes]

IGNORED = frozenset("__MACOSX node_modules _layouts _includes _sass _data _plugins _site".split())
NO_WRAPPERS = frozenset(("_posts", "_drafts", "posts", "content"))


class Archive:
    """Files by their path with `/`, in Unicode form C, without a folder that wraps everything."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = _unwrapped({name: read for name, read in readers.items() if not _ignored(name)})
        self.names = sorted(self._readers)

    def __contains__(self, name: str) -> bool:
        return name in self._readers

    def read(self, name: str, limit: int) -> bytes:
        """Return a file's bytes. Raises FileError if they are more than `limit` or cannot be had."""
        if name not in self._readers:
            raise FileError("is not in the archive")
        try:
            return self._readers[name](limit)
        except OSError as error:
            raise FileError(f"cannot be read ({error.strerror or error})") from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Lend the archive at `path`. Raises ArchiveError for what cannot or must not be read."""
    with ExitStack() as stack:
        try:
            files = _files(path, path) if path.is_dir() else stack.enter_context(zipped.opened(path))
            archive = Archive(_named(files))
        except OSError as error:
            raise ArchiveError(error.strerror or str(error)) from error
        yield archive


def _files(root: Path, folder: Path, depth: int = 1) -> Iterator[tuple[str, Reader]]:
    if depth > MAX_DEPTH:
        raise ArchiveError(f"folders lie more than {MAX_DEPTH} deep")
    with os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if entry.is_file(follow_symlinks=False):
                yield path.relative_to(root).as_posix(), partial(_read_file, path)
            elif entry.is_dir(follow_symlinks=False) and not _ignored(entry.name):
                yield from _files(root, path, depth + 1)


def _read_file(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise FileError(f"is larger than {limit // 1000:,} kB")
    return data


def _named(files: Iterable[tuple[str, Reader]]) -> dict[str, Reader]:
    """Give each file one name: systems write accents in two ways, and bytes that are no UTF-8."""
    named: dict[str, Reader] = {}
    for raw, reader in files:
        text = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        name = unicodedata.normalize("NFC", text)
        if name in named:
            raise ArchiveError(f"holds {name} twice")
        if len(named) == MAX_FILES:
            raise ArchiveError(f"holds more than {MAX_FILES:,} files")
        named[name] = reader
    return named


def _ignored(name: str) -> bool:
    return any(part.startswith(".") or part in IGNORED for part in name.split("/"))


def _unwrapped(readers: dict[str, Reader]) -> dict[str, Reader]:
    tops = {name.partition("/")[0] for name in readers}
    if len(tops) != 1 or tops & NO_WRAPPERS or not all("/" in name for name in readers):
        return readers
    return {name.partition("/")[2]: reader for name, reader in readers.items()}
