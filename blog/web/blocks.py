"""Parts of pages that are the same for everybody, made once for each site version.

Anonymous readers get whole pages from the page cache. For who is signed in, only what is theirs is rendered
around the part that they share. See decision 2.
"""

from collections import OrderedDict
from collections.abc import Callable
from secrets import token_hex
from threading import Lock
from typing import Any, TypeVar

from flask import current_app, g, request
from flask_login import current_user
from markupsafe import Markup

from blog.web import cache, reads, themes

MOST = 100  # parts, of 10 to 20 kB each
GAP = Markup(f"<!--{token_hex(16)}-->")  # nobody can write it

Part = TypeVar("Part")
Key = tuple[str, bytes, str]
Macro = Callable[[Any], str]

_lock = Lock()


def shared(make: Callable[[], Part], kind: str = "") -> Part:
    """Return the part of the page at this address, as `make` gave it first under this site version.

    It may depend on nothing but the address, in a view marked `public`, and its `kind`: not on who asks.
    """
    version = current_app.extensions["front"].version_for(request.environ)
    if version is None or not cache.is_public(current_app):
        return make()
    parts: OrderedDict[Key, tuple[int, Any]] = current_app.extensions.setdefault("blocks", OrderedDict())
    key = request.path, request.query_string, kind
    made_under, part = parts.get(key, (None, None))
    if made_under != version:
        reads.refresh()  # what this request read before may be older than the version
        part = make()
        if not current_user.is_authenticated:  # the page cache keeps the page
            return part
        with _lock:
            parts[key] = version, part
            while len(parts) > MOST:
                parts.popitem(last=False)
    return part  # type: ignore[return-value]


def around(make: Callable[[], str]) -> str:
    """Return the whole page that `make` renders, for who is signed in shared but for what is `mine`.

    Beyond that it may depend on the address, on the theme, and on somebody being signed in.
    """
    if not current_user.is_authenticated:
        return make()
    pieces, macros = shared(lambda: _with_gaps(make), themes.current())
    filled = [str(_filled(macro)) for macro in macros]
    return "".join(text for pair in zip(pieces, [*filled, ""], strict=True) for text in pair)


def mine(macro: Macro) -> str:
    """Call `macro` with whoever looks at the page; where the page is kept for others, when it is sent."""
    gaps: list[Macro] | None = g.get("gaps")
    if gaps is None:
        return _filled(macro)
    gaps.append(macro)
    return GAP


def _filled(macro: Macro) -> str:
    return macro(current_user._get_current_object())


def _with_gaps(make: Callable[[], str]) -> tuple[list[str], list[Macro]]:
    g.gaps = []
    try:
        return make().split(GAP), g.gaps
    finally:
        del g.gaps
