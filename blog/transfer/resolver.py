"""Where an address in a post leads: to another post, a section, a picture in the archive, or away."""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from blog.transfer import addresses, layout
from blog.transfer.home import Home
from blog.transfer.sources import Source

_ROOTS = ("", "static/", "content/", "assets/", "source/", "public/")
_TAGS = (
    (re.compile(r"\{%-?\s*post_url\s+(\S+?)\s*-?%\}"), r"post:\1"),
    (re.compile(r"\{%-?\s*link\s+(\S+?)\s*-?%\}"), r"/\1"),
    (re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"?([^\s\"]+)\"?\s*[%>]\}\}"), r"post:\1"),
    (re.compile(r"\{\{-?\s*[\"']([^\"']+)[\"']\s*\|\s*(?:relative|absolute)_url\s*-?\}\}"), r"\1"),
    (re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}"), ""),
)


@dataclass(frozen=True)
class Place:
    """What an address means: `key` is a source's key, a section's folder, or a file's name.

    A `missing` picture is not in the archive, a `file` is there and no picture.
    """

    kind: Literal["post", "section", "picture", "file", "missing"]
    key: str
    fragment: str = ""


class Resolver:
    """Knows the files by name and the posts by every address they had."""

    def __init__(
        self, names: Collection[str], sources: Iterable[Source], sections: Iterable[str], home: Home
    ) -> None:
        self._names = frozenset(names)
        self._home = home
        self._sources = {source.key: source for source in sorted(sources, key=lambda source: source.age)}
        self._places = dict(reversed(list(self._addressed(sections))))  # the first of two claims counts

    def _addressed(self, sections: Iterable[str]) -> Iterator[tuple[str, Place]]:
        """Give every known address, the surest first."""
        posts = self._sources.values()
        for source in posts:
            yield from ((addresses.plain(path), Place("post", source.key)) for path in source.addresses)
        for source in posts:
            yield from ((addresses.plain(path), Place("post", source.key)) for path in source.guesses)
        for source in posts:
            stem = posixpath.splitext(source.key)[0]
            for name in (source.key, stem, posixpath.basename(source.key), posixpath.basename(stem)):
                yield f"post:{name}", Place("post", source.key)
        for folder in sections:
            yield folder.removeprefix("content/"), Place("section", folder)

    def resolve(self, target: str, source: Source) -> Place | None:
        """Return what `target` means in a post, None for what lies elsewhere or cannot be told."""
        for tag, address in _TAGS:
            target = tag.sub(address, target)
        try:
            parts = urlsplit(target)
            path, host = unquote(parts.path), parts.hostname
        except ValueError:
            return None
        if parts.scheme == "post":
            place = self._places.get(f"post:{path}")
        elif parts.scheme or host:
            place = self._absolute(path) if host and host == self._home.host else None
        else:
            place = self._local(path, source) if path else None
        return place and replace(place, fragment=parts.fragment)

    def _local(self, path: str, source: Source) -> Place | None:
        found = self._absolute(path) if path.startswith("/") else self._relative(path, source)
        missing = not found and layout.suffix(path) in layout.PICTURES
        return Place("missing", path) if missing else found

    def _relative(self, path: str, source: Source) -> Place | None:
        """Look beside the file first, then beside the page as it was served."""
        if path.startswith("@/"):
            return self._file(f"content/{path[2:]}") or self._file(path[2:])
        if found := self._file(posixpath.join(posixpath.dirname(source.key), path)):
            return found
        served = (*source.addresses, *source.guesses)[:1]
        places = (self._absolute(urljoin(f"/{page}{end}", path)) for page in served for end in ("/", ""))
        return next(filter(None, places), None)

    def _absolute(self, path: str) -> Place | None:
        if self._home.base and path.startswith(f"{self._home.base}/"):
            path = path.removeprefix(self._home.base)
        if known := self._places.get(addresses.plain(path)):
            return known
        name = path.strip("/")
        found = (self._file(root + name) for root in _ROOTS)
        return next(filter(None, found), None) or self._beside_page(name)

    def _beside_page(self, name: str) -> Place | None:
        """A post with a folder of its own is served with that folder's files beside it."""
        page = self._places.get(addresses.plain(posixpath.dirname(name)))
        if not page or not layout.is_bundle(page.key):
            return None
        return self._file(posixpath.join(posixpath.dirname(page.key), posixpath.basename(name)))

    def _file(self, name: str) -> Place | None:
        name = posixpath.normpath(name)
        if name in self._sources:
            return Place("post", name)
        if posixpath.basename(name) == "_index.md":
            return self._places.get(posixpath.dirname(name).removeprefix("content/"))
        if name in self._names:
            return Place("picture" if layout.suffix(name) in layout.PICTURES else "file", name)
        return None
