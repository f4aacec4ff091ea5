"""What a backup says of itself: its last member, `manifest.json`."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from blog.backups.errors import BackupError

NAME = "manifest.json"
FORMAT, VERSION = "quire-backup", 1
LARGEST = 200_000_000  # bytes, of which a picture takes some 150
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_MEDIA = re.compile(r"[a-z2-7]{26}(-[0-9]{1,5})?\.[a-z0-9]{1,8}")
_REVISION = re.compile(r"[a-z0-9_]{1,40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Content:
    """A member's size in bytes, unpacked, and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class TableContent(Content):
    """The same of a table, with its columns in their order and the number of its rows."""

    columns: list[str]
    rows: int


@dataclass
class Manifest:
    """All that a backup holds. `missing` are pictures that rows name and whose files were not there."""

    revision: str
    made_at: datetime
    tables: dict[str, TableContent] = field(default_factory=dict)
    media: dict[str, Content] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(table.rows for table in self.tables.values())

    @property
    def rows_size(self) -> int:
        """Bytes of the rows."""
        return sum(table.size for table in self.tables.values())

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return self.rows_size + sum(each.size for each in self.media.values())

    def members(self) -> dict[str, Content]:
        """Return what the zip holds beside this manifest, by its names there."""
        tables = {table_member(name): content for name, content in self.tables.items()}
        return tables | {media_member(name): content for name, content in self.media.items()}


def table_member(name: str) -> str:
    """Return what a table is called in the zip."""
    return f"tables/{name}.jsonl"


def media_member(name: str) -> str:
    """Return what a picture's file is called in the zip."""
    return f"media/{name}"


def written(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    document = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
    document["made_at"] = manifest.made_at.isoformat()
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read(data: bytes) -> Manifest:
    """Read a manifest, of a file that anybody may have made. Raises BackupError."""
    try:
        document = json.loads(data)
        _refuse_unknown(document)
        return Manifest(
            revision=_text(document["revision"], _REVISION),
            made_at=datetime.fromisoformat(document["made_at"]),
            tables={_text(name, _TABLE): _table(each) for name, each in document["tables"].items()},
            media={
                _text(name, _MEDIA): Content(**_content(each)) for name, each in document["media"].items()
            },
            missing=[_text(name, _MEDIA) for name in document["missing"]],
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BackupError("its manifest is damaged") from error


def _refuse_unknown(document: dict[str, Any]) -> None:
    if document.get("format") != FORMAT:
        raise BackupError("it is no backup of Quire")
    if document.get("version") != VERSION:
        raise BackupError("it was made by a newer Quire, in a format that this one does not know")


def _text(value: Any, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(value)
    return str(value)


def _content(each: dict[str, Any]) -> dict[str, Any]:
    return {"size": _number(each["size"]), "sha256": _text(each["sha256"], _SHA256)}


def _table(each: dict[str, Any]) -> TableContent:
    columns = [_text(name, _TABLE) for name in each["columns"]]
    if not columns or len(set(columns)) != len(columns):
        raise ValueError("columns")
    return TableContent(columns=columns, rows=_number(each["rows"]), **_content(each))


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value
