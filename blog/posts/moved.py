"""Addresses of the sites that posts came from."""

from flask import url_for

from blog.database import utcnow
from blog.posts import queries


def address_after(path: str) -> str | None:
    """Return where the public post stands now that stood at `path` on its old site."""
    slug = queries.slug_at(path, utcnow())
    return url_for("posts.show", slug=slug) if slug else None
