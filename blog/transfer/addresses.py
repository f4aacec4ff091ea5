"""Where posts stood on the site they come from, so that old links still arrive."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import unquote, urlsplit

from blog.lib import slugs
from blog.transfer import layout

MAX_LENGTH = 480  # the column holds 500, an ending takes up to 11
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title:output_ext",
}
_PLACE = re.compile(r":([a-z_]+)")
_SLASHES = re.compile("/{2,}")
_ENDING = re.compile(r"(/index)?\.html?$|/index$", re.I)


def path(address: str) -> str:
    """Return the path of an address or URL, decoded, without slashes at its ends; "" for a useless one."""
    try:
        found = unquote(urlsplit(address.strip()).path, errors="strict").strip("/")
    except ValueError:
        return ""
    usable = len(found) <= MAX_LENGTH and found.isprintable() and ".." not in found.split("/")
    return _SLASHES.sub("/", found) if usable else ""


def plain(address: str) -> str:
    """Return the path without what servers add or leave out: x, x/, x.html and x/index.html are one."""
    return _ENDING.sub("", path(address))


def variants(address: str) -> list[str]:
    """Return the paths under which servers show what stands at `address`."""
    base = plain(address)
    return [base, f"{base}.html", f"{base}/index.html"] if base else []


def permalink(pattern: str, *, title: str, date: datetime | None, categories: Sequence[str]) -> str:
    """Fill in Jekyll's placeholders (`/:year/:title/`, or a style's name); "" if there is no value for one.

    Source: Jekyll's documentation, "Permalinks".
    """
    values = {
        "categories": "/".join(slugs.slugify(category) for category in categories),
        "title": title, "slug": slugs.slugify(title), "name": title, "output_ext": ".html",
    }  # fmt: skip
    if date:
        values |= {
            "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}", "short_year": f"{date:%y}",
            "i_month": str(date.month), "i_day": str(date.day), "y_day": f"{date:%j}",
        }  # fmt: skip
    pattern = _STYLES.get(pattern, pattern)
    if any(name not in values for name in _PLACE.findall(pattern)):
        return ""
    filled = _PLACE.sub(lambda place: values[place[1]], pattern)
    return path(_SLASHES.sub("/", filled) if filled.startswith("/") else filled)


def guesses(
    key: str, name: str, date: datetime | None, categories: Sequence[str], pattern: str = ""
) -> tuple[str, ...]:
    """Return the paths that a generator would give a file by its key and name.

    Jekyll's pattern, with and without categories, counts for files with a `date` in their name, folder and
    name for all others, as with Hugo and Zola.
    """
    if date and not key.startswith("content/"):
        pattern = pattern or "date"
        found = [permalink(pattern, title=name, date=date, categories=some) for some in ((), categories)]
    else:
        folder = layout.served_folder(key)
        found = [f"{folder}/{last}" for last in (name, name.lower(), slugs.slugify(name))]
    return tuple(dict.fromkeys(path for address in found for path in variants(address)))


def last_part(address: str) -> str:
    """Return the last part of an address, which most often is the slug."""
    return plain(address).rpartition("/")[2]
