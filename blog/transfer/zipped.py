"""Zip files from strangers: everything is checked before anything is unpacked.

Format: PKWARE's APPNOTE.TXT, sections 4.3.14 to 4.3.16 for the records at the end.
"""

import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from blog.transfer.errors import ArchiveError, FileError
from blog.transfer.limits import MAX_DEPTH, MAX_DIRECTORY, MAX_FILES, MAX_RATIO, MAX_TOTAL, MIN_SUSPICIOUS

END, END_64, LOCATOR_64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
# zipfile stops at the declared size; told that there is more, it shows whether there is. It reads 4 kB ahead.
SLACK = 10_000
# What zipfile raises on damaged input, found by feeding it some.
DAMAGE = (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)


@contextmanager
def opened(path: Path) -> Iterator[Iterator[tuple[str, Callable[[int], bytes]]]]:
    """Lend the files of the zip at `path` as (safe name, reader up to a limit) pairs, in no certain order.

    Raises ArchiveError for what is no zip or looks like an attack, within a second or two.
    """
    _refuse_endless_directory(path)
    try:
        archive = ZipFile(path)
    except DAMAGE as error:
        raise ArchiveError("is neither a folder nor a zip file that can be read") from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir() and not _is_link(info)]
        _refuse_bombs(files, path.stat().st_size)
        yield iter([(_safe(info.filename), partial(_inflated, archive, info)) for info in files])


def _refuse_endless_directory(path: Path) -> None:
    """Look at the size that the last record gives, before zipfile makes an object of each entry."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - 22 - 65_535))
        tail = file.read()
    at = len(tail) - 22 if tail[-22:].startswith(END) else tail.rfind(END)  # as zipfile looks for it
    if at < 0 or len(tail) - at < 22:
        raise ArchiveError("is neither a folder nor a zip file")
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if tail[max(0, at - 20) : at].startswith(LOCATOR_64):
        if not tail[max(0, at - 76) :].startswith(END_64):
            raise ArchiveError("is a damaged zip file")
        size = int.from_bytes(tail[at - 36 : at - 28], "little")
    if size > MAX_DIRECTORY:
        raise ArchiveError(f"holds more than {MAX_FILES:,} files")


def _refuse_bombs(files: list[ZipInfo], size: int) -> None:
    declared = sum(info.file_size for info in files)
    if len(files) > MAX_FILES:
        raise ArchiveError(f"holds more than {MAX_FILES:,} files")
    if declared > MAX_TOTAL or declared > max(MIN_SUSPICIOUS, MAX_RATIO * size):
        raise ArchiveError(f"would unpack to {declared / 1e6:,.0f} MB; that is refused as a zip bomb")
    if sum(info.compress_size for info in files) > size:
        raise ArchiveError("its files overlap; that is refused as a zip bomb")


def _is_link(info: ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _safe(raw: str) -> str:
    """Return the name as a relative path. Windows writes it with backslashes."""
    name = raw.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or name[1:2] == ":" or ".." in parts or not name.isprintable():
        raise ArchiveError(f"names a file outside itself, {raw!r}; that is refused")
    if len(parts) > MAX_DEPTH:
        raise ArchiveError(f"folders lie more than {MAX_DEPTH} deep")
    return "/".join(parts)


def _inflated(archive: ZipFile, info: ZipInfo, limit: int) -> bytes:
    """Unpack one file, in steps; a file that holds more than it declares is an attack on all."""
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileError("is packed in a way that cannot be bounded; pack it with deflate")
    if info.file_size > limit:
        raise FileError(f"is larger than {limit // 1000:,} kB")
    generous = copy(info)
    generous.file_size += SLACK
    try:
        with archive.open(generous) as file:
            data = file.read(info.file_size + 1)
    except DAMAGE as error:
        raise FileError(f"cannot be unpacked ({error})") from error
    if len(data) > info.file_size:
        raise ArchiveError(f"{info.filename} is larger than it declares; that is refused as a zip bomb")
    return data
