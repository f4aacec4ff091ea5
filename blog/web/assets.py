"""Style sheets, scripts and pictures of the site itself, under names that hold their hash.

Read once at the start and joined: one style sheet, one script. An answer never changes under
its name, so browsers keep it for good.
"""

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from blog.config import ROOT

STATIC = ROOT / "static"
# The order of the style sheet's layers; every file must be named, so that none is forgotten.
STYLES = (
    "layers tokens reset type layout header footer buttons avatar card feed archive post prose code contents "
    "forms search editor proof comments notices account qr admin backups moderation pictures dialog toast "
    "empty error print"
).split()
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

HASHED = re.compile(r"/static/(.+)\.[0-9a-f]{12}\.(\w+)")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    name: str
    body: bytes

    @cached_property
    def address(self) -> str:
        """`/static/<stem>.<hash>.<suffix>`."""
        stem, dot, suffix = self.name.rpartition(".")
        return f"/static/{stem}.{hashlib.sha256(self.body).hexdigest()[:12]}{dot}{suffix}"

    @cached_property
    def integrity(self) -> str:
        """The value of an `integrity` attribute."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode("ascii")

    @cached_property
    def media_type(self) -> str:
        """What the Content-Type header says."""
        suffix = Path(self.name).suffix
        return TYPES.get(suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @cached_property
    def zipped(self) -> bytes | None:
        """The gzip form where it is smaller."""
        zipped = gzip.compress(self.body, 9, mtime=0)
        return zipped if len(zipped) < len(self.body) * 0.9 else None


class Assets:
    """All assets, by name and by address."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        vendored = [self._files("vendor", pattern) for pattern in ("*.js", "*.svg", "*.woff2")]
        self._by_name = {**self._files("img", "*"), **vendored[0], **vendored[1], **vendored[2]}
        self._add("site.css", self._joined_styles())
        self._add("site.js", self._joined_scripts())
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def __getitem__(self, name: str) -> Asset:
        return self._by_name[name]

    def at(self, address: str) -> Asset | None:
        """Return the asset with this address, None if there is none, or none any more."""
        return self._by_address.get(address)

    def today(self, address: str) -> Asset | None:
        """Return what an address of another release is about, as it is in this one; None where nothing is."""
        match = HASHED.fullmatch(address)
        return self._by_name.get(f"{match[1]}.{match[2]}") if match else None

    def _files(self, subfolder: str, pattern: str) -> dict[str, Asset]:
        paths = sorted((self._folder / subfolder).glob(pattern))
        return {path.name: Asset(path.name, path.read_bytes()) for path in paths if path.suffix != ".md"}

    def _add(self, name: str, body: bytes) -> None:
        self._by_name[name] = Asset(name, body)

    def _joined_scripts(self) -> bytes:
        """Each module in a block of its own, so that their names do not meet."""
        modules = sorted((self._folder / "js").glob("*.js"))
        return b"\n".join(b"{\n" + path.read_bytes() + b"}" for path in modules) + b"\n"

    def _joined_styles(self) -> bytes:
        sheet = b"\n".join((self._folder / "css" / f"{name}.css").read_bytes() for name in STYLES)
        for asset in self._by_name.values():  # url(serif.woff2) becomes its address
            sheet = sheet.replace(f"url({asset.name})".encode(), f"url({asset.address})".encode())
        return sheet
