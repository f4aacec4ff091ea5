"""Reads a backup that anybody may have made: nothing is unpacked by the names in it, all of it is checked."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from blog import schema
from blog.backups import manifest
from blog.backups.errors import BackupError
from blog.backups.manifest import Content, Manifest
from blog.backups.stages import Stages

CHUNK = 1 << 20  # bytes
LONGEST = 1 << 26  # bytes of a row
_ENCRYPTED = 0x1
# What zipfile raises on damaged input, found by feeding it some.
DAMAGE = (BadZipFile, EOFError, IndexError, NotImplementedError, RuntimeError, ValueError, zlib.error)


@contextmanager
def opened(path: Path) -> Iterator["Package"]:
    """Lend the backup at `path`. Raises BackupError for what is none; OSError where it cannot be read."""
    if path.is_dir():
        raise BackupError("it is a folder, not a backup")
    try:
        archive = ZipFile(path)
    except DAMAGE as error:
        raise BackupError("it is no zip file, or only a part of one") from error
    with archive:
        yield Package(archive, path.stat().st_size)


class Package:
    """A backup that holds what its manifest names; whether that is whole is for `verify` to say."""

    def __init__(self, archive: ZipFile, size: int) -> None:
        self._archive = archive
        self._members = _members(archive, size)
        self.manifest = self._manifest()
        _refuse_strange(self._members, self.manifest)
        _refuse_newer(self.manifest)

    def verify(self, stages: Stages) -> None:
        """Read everything and compare it with the manifest. Raises BackupError."""
        with stages("Checking", self.manifest.size) as advance:
            for name, content in self.manifest.members().items():
                digest = hashlib.sha256()
                for chunk in self._chunks(name):
                    digest.update(chunk)
                    advance(len(chunk))
                if digest.hexdigest() != content.sha256:
                    raise BackupError(f"it is damaged: {name} is not what was written")

    def lines(self, table: str) -> Iterator[bytes]:
        """Give the rows of a table, each a line without its end. Raises BackupError."""
        kept = b""
        for chunk in self._chunks(manifest.table_member(table)):
            *whole, kept = (kept + chunk).split(b"\n")
            yield from whole
            if len(kept) > LONGEST:
                raise BackupError(f"it holds a row of {table} that is too long")
        if kept:
            raise BackupError(f"it is damaged: the last row of {table} has no end")

    def picture(self, name: str) -> bytes:
        """Return the content of a picture's file. Raises BackupError."""
        return b"".join(self._chunks(manifest.media_member(name)))

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(self._members[name]) as member:
                while chunk := member.read(CHUNK):
                    yield chunk
        except DAMAGE as error:
            raise BackupError(f"it is damaged: {name} cannot be unpacked") from error

    def _manifest(self) -> Manifest:
        info = self._members.get(manifest.NAME)
        if info is None:
            raise BackupError("it is no backup of Quire: it holds no manifest")
        if info.file_size > manifest.LARGEST:
            raise BackupError("its manifest is too large")
        return manifest.read(b"".join(self._chunks(manifest.NAME)))


def _members(archive: ZipFile, size: int) -> dict[str, ZipInfo]:
    infos = archive.infolist()
    members = {info.filename: info for info in infos}
    if len(members) != len(infos) or sum(info.compress_size for info in infos) > size:
        raise BackupError("it holds the same more than once; that is refused")
    if any(
        info.flag_bits & _ENCRYPTED or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos
    ):
        raise BackupError("it is packed in a way that no backup is")
    return members


def _refuse_strange(members: dict[str, ZipInfo], told: Manifest) -> None:
    expected = {manifest.NAME: Content(members[manifest.NAME].file_size, ""), **told.members()}
    for name in expected.keys() - members.keys():
        raise BackupError(f"{name} is missing in it")
    for name in members.keys() - expected.keys():
        raise BackupError(f"it holds {name[:80]!r}, which its manifest does not name; that is refused")
    for name, content in expected.items():
        if members[name].file_size != content.size:
            raise BackupError(f"it is damaged: {name} is not what was written")


def _refuse_newer(told: Manifest) -> None:
    known = schema.revisions()
    if told.revision not in known:
        raise BackupError(
            f"it was made by another Quire (schema {told.revision}; this one knows them up to {known[-1]}):"
            " update this one first"
        )
