"""JSON Feed 1.1."""

import json
from typing import Any

from blog.posts.feeds.feed import Feed
from blog.posts.feeds.selection import Entry
from blog.web.filters import plain

MEDIA_TYPE = "application/feed+json"


def render(feed: Feed) -> bytes:
    """Return the feed as a document."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own("json"),
        **({"description": feed.description} if feed.description else {}),
        "favicon": feed.at("/favicon.ico"),
        "language": feed.site.language,
        "items": [_item(feed, entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _item(feed: Feed, entry: Entry) -> dict[str, Any]:
    post, html, cover = entry.post, feed.content_of(entry), feed.cover_of(entry)
    return {
        "id": feed.id_of(entry),
        "url": feed.address_of(entry),
        "title": plain(post.title),
        # One of the two there must be: a text that is too long for a feed is only summed up.
        **({"content_text": post.excerpt} if html is None else {"content_html": html}),
        **({"summary": post.excerpt} if post.excerpt else {}),
        **({"image": cover[0]} if cover else {}),
        "date_published": post.published_at.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [
            {"name": author.name, "url": feed.at(f"/@{author.username}")} for author in entry.authors
        ],
        "tags": [tag.name for tag in entry.tags],
        "language": post.language or feed.site.language,
    }
