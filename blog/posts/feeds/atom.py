"""Atom 1.0 (RFC 4287)."""

import re
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from blog.posts.feeds.feed import Feed
from blog.posts.feeds.selection import Entry
from blog.web.filters import plain

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# XML 1.0 cannot hold them in any form. They cannot be seen either.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(feed: Feed) -> bytes:
    """Return the feed as a document."""
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.site.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.description:
        _add(root, "subtitle", feed.description)
    _add(root, "updated", _moment(feed.updated))
    _link(root, "self", feed.own("atom"), MEDIA_TYPE)
    _link(root, "alternate", feed.home, "text/html")
    _link(root, "alternate", feed.own("json"), "application/feed+json")
    _add(root, "icon", feed.at("/favicon.ico"))
    _add(SubElement(root, "author"), "name", feed.site.title)  # of the entries that name nobody
    for entry in feed.entries:
        _entry(SubElement(root, "entry"), feed, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(element: Element, feed: Feed, entry: Entry) -> None:
    post = entry.post
    if post.language and post.language != feed.site.language:
        element.set("xml:lang", _clean(post.language))
    _add(element, "id", feed.id_of(entry))
    _add(element, "title", plain(post.title))
    _link(element, "alternate", feed.address_of(entry), "text/html")
    if cover := feed.cover_of(entry):
        _link(element, "enclosure", *cover)
    _add(element, "published", _moment(post.published_at))
    _add(element, "updated", _moment(entry.updated))
    for author in entry.authors:
        person = SubElement(element, "author")
        _add(person, "name", author.name)
        _add(person, "uri", feed.at(f"/@{author.username}"))
    for tag in entry.tags:
        SubElement(element, "category", {"term": _clean(tag.slug), "label": _clean(tag.name)})
    if post.excerpt:
        _add(element, "summary", post.excerpt)
    if (html := feed.content_of(entry)) is not None:
        _add(element, "content", html).set("type", "html")


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _clean(text)
    return element


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": relation, "type": media_type, "href": _clean(address)})


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
