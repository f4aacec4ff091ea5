"""Finished pages for anonymous readers, right across workers by the site version.

An entry is good while the site version it was made under still stands. The version is read
before the content, so that a change in between makes the entry stale, never wrong.
"""

import gzip
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from flask import Flask, Response, request
from werkzeug.http import parse_accept_header

from blog.web import responses, themes

# A page is compressed for its first reader, who waits. Level 6 would take three times as long for 8 % less;
# a window of 32 kB twice as long, for most of that time goes into clearing it.
GZIP = (
    2,
    zlib.DEFLATED,
    16 + 14,
    6,
)  # level, method, gzip (16) with 2^14 bytes of window, memory level
LIMIT = 2 * 1024 * 1024  # bytes a worker: a few hundred pages
VARY = ", ".join((*responses.VARY, "Accept-Encoding"))
KEPT = ("HX-Replace-Url",)  # headers of the view itself that an entry repeats
SESSION_COOKIES = ("session=", "__Host-session=")

Key = tuple[str, str, str, bool]  # path, query as sent, theme or kind of part, fragment?
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Entry:
    """An answer ready to send, as gzip, which nearly all take; and as 304."""

    version: int
    etag: str  # weak: the same for gzip and identity, different for page, fragment and theme
    zipped: bytes
    length: int  # bytes of what is zipped
    common: Headers
    content_type: str
    endpoint: str
    not_modified: Headers = field(init=False)
    headers: Headers = field(init=False)  # of the gzip form

    def __post_init__(self) -> None:
        self.not_modified = [*self.common, ("ETag", f"W/{self.etag}")]
        self.headers = [*self._headers(len(self.zipped)), ("Content-Encoding", "gzip")]

    @property
    def weight(self) -> int:
        """Bytes of the page."""
        return len(self.zipped)

    def _headers(self, length: int) -> Headers:
        return [*self.not_modified, ("Content-Type", self.content_type), ("Content-Length", str(length))]

    def answer(self, environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
        """Return (status, headers, body) for this request."""
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if self.etag in known or known == "*":
            return "304 NOT MODIFIED", self.not_modified, b""
        headers, body = self.headers, self.zipped
        if not _accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            headers, body = self._headers(self.length), gzip.decompress(self.zipped)
        return "200 OK", headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def _accepts_gzip(header: str) -> bool:
    if "q=0" in header:  # rare, and worth reading with care
        return parse_accept_header(header)["gzip"] > 0
    return "gzip" in header


class Kept(Protocol):
    """What was made under a version of the site, and weighs so many bytes."""

    @property
    def version(self) -> int: ...

    @property
    def weight(self) -> int: ...


Something = TypeVar("Something", bound=Kept)


class PageCache(Generic[Something]):
    """Least recently used entries, bounded by the bytes they hold."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit, self.size = limit, 0
        self._entries: OrderedDict[Key, Something] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key, version: int) -> Something | None:
        """Return the entry under `key` if it was made under this very version."""
        entry = self._entries.get(key)
        if entry is None or entry.version != version:
            return None
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
        return entry

    def keep(self, key: Key, entry: Something) -> None:
        """Store `entry`, and let go of the least recently used beyond the limit."""
        with self._lock:
            self._forget(key)
            self._entries[key] = entry
            self.size += _weight(key, entry)
            while self.size > self.limit and self._entries:
                self._forget(next(iter(self._entries)))

    def _forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size -= _weight(key, entry)


def _weight(key: Key, entry: Kept) -> int:
    # The page, the address it stands under, and what surrounds them.
    return entry.weight + len(key[0]) + len(key[1]) + 2048


def key_of(environ: dict[str, Any]) -> Key | None:
    """Return the key of a request that the cache may answer; None for all others."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if any(name in cookies for name in SESSION_COOKIES):
        return None
    fragment = responses.asks_for_fragment(environ)
    return environ["PATH_INFO"], environ.get("QUERY_STRING", ""), themes.read(cookies), fragment


def public(*parameters: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view as the same for all anonymous readers, given its path and these parameters."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.cache_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return mark


def is_public(app: Flask) -> bool:
    """Whether the request at hand is for a view marked `public`, with its own parameters only."""
    view: Any = app.view_functions.get(request.endpoint or "")
    declared = getattr(view, "cache_parameters", None)
    return declared is not None and all(
        name in declared and len(values) == 1 for name, values in request.args.lists()
    )


def entry_for(response: Response, version: int, common: Headers) -> Entry:
    """Make the entry that answers this and the next such request. Its ETag is a hash of the page itself."""
    body = response.get_data()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    kept = [(name, value) for name, value in response.headers if name in KEPT]
    headers = [*common, *kept, ("Vary", VARY), ("Cache-Control", "no-cache")]
    return Entry(
        version,
        etag,
        _zip(body),
        len(body),
        headers,
        response.headers["Content-Type"],
        request.endpoint or "",
    )


def _zip(body: bytes) -> bytes:
    packer = zlib.compressobj(*GZIP)
    return packer.compress(body) + packer.flush()
