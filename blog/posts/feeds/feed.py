"""A feed as both formats write it."""

import mimetypes
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from blog.config import Settings
from blog.posts.feeds.absolute import absolute
from blog.posts.feeds.selection import Entry

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed changed that holds nothing yet


@dataclass(frozen=True)
class Feed:
    """Entries under a title; `path` is that of the page that lists them, `name` tells it apart for good."""

    site: Settings
    title: str
    path: str
    name: str
    description: str
    entries: list[Entry]

    @cached_property
    def home(self) -> str:
        """The absolute address of the page."""
        return self.at(self.path)

    def own(self, form: str) -> str:
        """Return the absolute address of the feed itself in a form: atom or json."""
        return f"{self.home.rstrip('/')}/feed.{form}"

    @property
    def id(self) -> str:
        """What stays when the page moves."""
        return self._identity(self.name)

    @property
    def updated(self) -> datetime:
        """When the newest change in it happened."""
        return max((entry.updated for entry in self.entries), default=NEVER)

    def at(self, path: str) -> str:
        """Return the absolute address of a path of this site."""
        return self.site.base_url + quote(path, safe="/@:")

    def id_of(self, entry: Entry) -> str:
        """Return what stays when a post gets another title, another address or another date."""
        return self._identity(f"posts/{entry.post.id}")

    def address_of(self, entry: Entry) -> str:
        """Return where the post stands now."""
        return self.at(f"/posts/{entry.post.slug}")

    def content_of(self, entry: Entry) -> str | None:
        """Return the whole text, with whole addresses in it; None where it is too long for a feed."""
        return None if entry.html is None else absolute(entry.html, self.address_of(entry))

    def cover_of(self, entry: Entry) -> tuple[str, str] | None:
        """Return (address, media type) of the cover."""
        if not entry.post.cover:
            return None
        address = self.at(entry.post.cover["path"])
        return address, mimetypes.guess_type(address)[0] or "image/webp"

    def _identity(self, name: str) -> str:
        # Of the host alone, so that a site that moves to https or to another port is still the same.
        return uuid5(NAMESPACE_URL, f"//{urlsplit(self.site.base_url).hostname}/{name}").urn
