"""Parts of pages that are the same for everybody, made once for each site version.

Anonymous readers get whole pages from the page cache. For who is signed in, only what is theirs is rendered
around the part that they share. See decision 2.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Generic, Protocol, TypeVar

from flask import Flask, current_app, g, request
from flask_login import current_user
from markupsafe import Markup

from blog.database import begin_for_request
from blog.web import cache, themes

LIMIT = 1024 * 1024  # bytes a worker: some fifty parts
CARDS, PAGE = "cards", "page "  # kinds of parts; a page has a theme
GAP = Markup(f"<!--{token_hex(16)}-->")  # nobody can write it

Macro = Callable[[Any], str]


class Weighed(Protocol):
    """What can be kept, and how many bytes it takes."""

    @property
    def weight(self) -> int: ...


Value = TypeVar("Value", bound=Weighed)


@dataclass(frozen=True, slots=True)
class _Part(Generic[Value]):
    version: int
    value: Value

    @property
    def weight(self) -> int:
        return self.value.weight


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, and which macro fills the gap after each piece of it but the last."""

    pieces: list[str]
    macros: list[Macro]

    @property
    def weight(self) -> int:
        return sum(map(sys.getsizeof, self.pieces))


def init_app(app: Flask) -> None:
    """Ask for the site version before a view reads anything: what it then reads is at least as new."""
    app.extensions["blocks"] = cache.PageCache(LIMIT)
    app.before_request(_note_version)


def _note_version() -> None:
    if cache.is_public(current_app):
        current_app.extensions["front"].version_for(request.environ)
        begin_for_request()  # what fell due may have been written just now


def shared(make: Callable[[], Value], kind: str = CARDS) -> Value:
    """Return the part of the page at this address, as `make` gave it first under this site version.

    It may depend on nothing but the address, in a view marked `public`, and its `kind`: not on who asks.
    """
    version = request.environ.get("quire.version")
    if version is None or not cache.is_public(current_app):
        return make()
    parts: cache.PageCache[_Part[Value]] = current_app.extensions["blocks"]
    key = request.path, request.query_string.decode("latin-1"), kind, False
    if part := parts.find(key, version):
        return part.value
    value = make()
    if "quire.key" not in request.environ:  # else the page cache keeps the whole
        parts.keep(key, _Part(version, value))
    return value


def around(make: Callable[[], str]) -> str:
    """Return the whole page that `make` renders, for who is signed in shared but for what is `mine`.

    Beyond that it may depend on the address, on the theme, and on somebody being signed in.
    """
    if not current_user.is_authenticated:
        return make()
    page = shared(lambda: _with_gaps(make), PAGE + themes.current())
    filled = (*map(_filled, page.macros), "")
    return "".join(text for pair in zip(page.pieces, filled, strict=True) for text in pair)


def mine(macro: Macro) -> str:
    """Call `macro` with whoever looks at the page; where the page is kept for others, when it is sent."""
    gaps: list[Macro] | None = g.get("gaps")
    if gaps is None:
        return _filled(macro)
    gaps.append(macro)
    return GAP


def _filled(macro: Macro) -> str:
    return macro(current_user._get_current_object())


def _with_gaps(make: Callable[[], str]) -> _Page:
    g.gaps = []
    try:
        return _Page(make().split(GAP), g.gaps)
    finally:
        del g.gaps
