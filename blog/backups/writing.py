"""Makes a backup: one snapshot of the database, then the pictures that it names, while others write."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Connection, Engine, Table, inspect, select, text

from blog.backups import files, manifest, rows, tables
from blog.backups.manifest import Content, Manifest, TableContent
from blog.backups.stages import Advance, Stages
from blog.database import READ_ONLY, utcnow
from blog.media.storage import Storage

WITH_NARROWER = 1.5  # times the size of the pictures alone
CHUNK = 1 << 18  # bytes that are packed at once
_REPEATABLE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def make(engine: Engine, storage: Storage, path: Path, stages: Stages) -> Manifest:
    """Write a backup to `path`, whole or not at all, and return what it holds.

    Raises BackupError where there is no room or something stands there, OSError where a disk fails or a
    bucket, SQLAlchemyError.
    """
    with snapshot(engine) as connection:
        files.refuse_full(path.parent, size_of(connection))
    with files.appearing(path) as file, ZipFile(file, "w") as archive:
        packer = Packer(archive, path.parent, utcnow())
        with snapshot(engine) as connection:
            content = Manifest(_revision(connection), packer.made_at, left_out=tables.LEFT_OUT)
            names = _pack_tables(connection, packer, content, stages)
        _pack_media(storage, names, packer, content, stages)
        packer.add(manifest.NAME, [manifest.written(content)])
    return content


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Lend a connection that sees the database as it is at one moment, and keeps nobody from writing."""
    postgresql = engine.dialect.name == "postgresql"
    with engine.connect().execution_options(**READ_ONLY, **(_REPEATABLE if postgresql else {})) as connection:
        if postgresql:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield connection


def size_of(connection: Connection) -> int:
    """Guess, rather high, how many bytes a backup will take: text packs well, pictures not at all."""
    if connection.dialect.name == "postgresql":
        database = connection.scalar(text("SELECT pg_database_size(current_database())"))
    else:
        database = connection.scalar(
            text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        )
    pictures = 0
    if inspect(connection).has_table("media"):
        pictures = connection.scalar(text("SELECT sum(size) FROM media")) or 0
    return int(database or 0) // 2 + int(pictures * WITH_NARROWER)


class Packer:
    """Adds members to a zip, in pieces of any size, and keeps some room on the disk."""

    def __init__(self, archive: ZipFile, folder: Path, made_at: datetime) -> None:
        self._archive, self._folder, self.made_at = archive, folder, made_at

    def add(self, name: str, pieces: Iterable[bytes], packing: int = ZIP_DEFLATED) -> Content:
        """Add a member; it ends where the pieces do."""
        files.refuse_full(self._folder)
        info = ZipInfo(name, self.made_at.timetuple()[:6])
        info.compress_type, info.external_attr = packing, 0o600 << 16
        size, digest = 0, hashlib.sha256()
        with self._archive.open(info, "w", force_zip64=True) as member:
            for chunk in _joined(pieces):
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                files.refuse_full(self._folder)
        return Content(size, digest.hexdigest())


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) >= CHUNK:
            yield bytes(kept)
            kept.clear()
    yield bytes(kept)


def _revision(connection: Connection) -> str:
    revision: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return revision


def _pack_tables(connection: Connection, packer: Packer, content: Manifest, stages: Stages) -> list[str]:
    """Add every table and return the names of the files that the pictures lie in."""
    found = tables.stored(connection)
    with stages("Rows", sum(tables.count(connection, table) for table in found)) as advance:
        for table in found:
            columns = list(table.columns.keys())
            packed = _Counted(rows.lines(connection, table, columns), advance)
            member = packer.add(manifest.table_member(table.name), packed)
            content.tables[table.name] = TableContent(member.size, member.sha256, columns, packed.count)
    return [name for table in found if table.name == "media" for name in _media_names(connection, table)]


class _Counted:
    """Lines, counted and told of on the way."""

    def __init__(self, lines: Iterator[bytes], advance: Advance) -> None:
        self._lines, self._advance, self.count = lines, advance, 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            self._advance(1)
            yield line


def _media_names(connection: Connection, media: Table) -> Iterator[str]:
    """Give the files of every picture; `narrower` came with a later schema."""
    narrower = media.c.narrower if "narrower" in media.c else None
    columns = [media.c.key, media.c.extension, *([] if narrower is None else [narrower])]
    for key, extension, *widths in connection.execute(select(*columns).order_by(media.c.id)):
        yield f"{key}.{extension}"
        for width in widths[0] or [] if widths else []:
            yield f"{key}-{width}.{extension}"


def _pack_media(
    storage: Storage, names: list[str], packer: Packer, content: Manifest, stages: Stages
) -> None:
    with stages("Pictures", len(names)) as advance:
        for name in names:
            try:
                data = storage.read(name)
            except FileNotFoundError:  # lost long ago, or deleted a moment ago
                content.missing.append(name)
            else:
                content.media[name] = packer.add(manifest.media_member(name), [data], ZIP_STORED)
            advance(1)
