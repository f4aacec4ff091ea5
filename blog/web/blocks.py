"""Parts of pages that are the same for everybody, made once for each site version.

Anonymous readers get whole pages from the page cache. For who is signed in, only what is theirs is rendered
around the part that they share. See decision 2.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from flask import current_app, request

from blog.web import cache, reads

MOST = 100  # parts, of some 8 kB each

Part = TypeVar("Part")
Key = tuple[str, bytes]

_lock = Lock()


def shared(make: Callable[[], Part]) -> Part:
    """Return the part of the page at this address, as `make` gave it first under this site version.

    It may depend on nothing but the address, in a view marked `public`: not on who asks, not on the theme.
    """
    version = current_app.extensions["front"].version_for(request.environ)
    if version is None or not cache.is_public(current_app):
        return make()
    parts: OrderedDict[Key, tuple[int, Any]] = current_app.extensions.setdefault("blocks", OrderedDict())
    key = request.path, request.query_string
    made_under, part = parts.get(key, (None, None))
    if made_under != version:
        reads.refresh()  # what this request read before may be older than the version
        part = make()
        with _lock:
            parts[key] = version, part
            while len(parts) > MOST:
                parts.popitem(last=False)
    return part  # type: ignore[return-value]
