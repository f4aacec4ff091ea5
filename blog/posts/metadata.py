"""What a page says of itself to machines that show it elsewhere: search engines, messengers."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Row

from blog.posts.queries import Author
from blog.web.filters import plain

CONTEXT = "https://schema.org"
SIDE = re.compile("[1-9][0-9]{0,4}")  # pixels
DRAWING = ".svg"  # which no messenger shows
FIRST_PICTURES = 5  # that are looked at for one that will do
MOST_ENDS = 20  # ">" in one image's HTML


class Picture(NamedTuple):
    """A picture at its absolute address, in pixels."""

    address: str
    width: int
    height: int
    alt: str


class _Image(HTMLParser):
    """Reads the first tag it is fed."""

    attributes: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes = self.attributes or dict(attrs)


def lead_picture(post: Row[Any]) -> Picture | None:
    """Return the cover of a post, else the first picture of this site in its text whose size is known."""
    cover = post.cover
    if cover and not cover["path"].endswith(DRAWING):
        return _picture(cover["path"], cover["width"], cover["height"], cover["alt"])
    start = -1
    for _ in range(FIRST_PICTURES):
        start = post.html.find("<img ", start + 1)
        if start < 0:
            break
        if found := _own(_attributes(post.html, start)):
            return found
    return None


def _attributes(html: str, start: int) -> dict[str, str | None]:
    """Read the tag that begins at `start`, and no more: up to the next ">", which may stand in a value."""
    reader, end = _Image(), start
    for _ in range(MOST_ENDS):
        start, end = end, html.find(">", end) + 1
        reader.feed(html[start:end])
        if reader.attributes is not None or not end:
            break
    return reader.attributes or {}


def _own(image: dict[str, str | None]) -> Picture | None:
    """The picture, if it lies here, where its size was measured."""
    path, width, height = (image.get(name) or "" for name in ("src", "width", "height"))
    if not path.startswith("/media/") or path.endswith(DRAWING):
        return None
    if not SIDE.fullmatch(width) or not SIDE.fullmatch(height):
        return None
    return _picture(path, int(width), int(height), image.get("alt") or "")


def _picture(path: str, width: int, height: int, alt: str) -> Picture:
    return Picture(_absolute(path), width, height, alt)


def blog() -> dict[str, Any]:
    """Return the site as JSON-LD."""
    site = current_app.config["SETTINGS"]
    known = {"description": site.description} if site.description else {}
    return {
        "@context": CONTEXT,
        "@type": ["WebSite", "Blog"],
        **_named(site.title, "/"),
        **known,
        **_spoken(""),
    }


def posting(
    post: Row[Any], authors: Iterable[Author], tags: Iterable[Row[Any]], picture: Picture | None
) -> dict[str, Any]:
    """Return a public post as JSON-LD."""
    site = current_app.config["SETTINGS"]
    return {
        "@context": CONTEXT,
        "@type": "BlogPosting",
        "headline": plain(post.title),
        "url": _absolute(f"/posts/{post.slug}"),
        "datePublished": post.published_at.isoformat(timespec="seconds"),
        "dateModified": max(post.published_at, post.updated_at).isoformat(timespec="seconds"),
        "author": [{"@type": "Person", **_named(author.name, f"/@{author.username}")} for author in authors],
        "publisher": {"@type": "Organization", **_named(site.title, "/")},
        "wordCount": post.words,
        **({"description": post.excerpt} if post.excerpt else {}),
        **({"image": picture.address} if picture else {}),
        **({"keywords": names} if (names := [tag.name for tag in tags]) else {}),
        **_spoken(post.language),
    }


def _named(name: str, path: str) -> dict[str, str]:
    return {"name": name, "url": _absolute(path)}


def _spoken(language: str | None) -> dict[str, str]:
    return {"inLanguage": language or current_app.config["SETTINGS"].language}


def _absolute(path: str) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base + path
