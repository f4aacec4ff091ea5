"""Loading and permission in one call."""

from datetime import datetime

from flask import abort

from blog.database import utcnow
from blog.posts import queries
from blog.posts.models import Post, Tag


def public_post(slug: str, now: datetime) -> Post | None:
    """Return the post that anybody may read under `slug` at `now`; a draft does not exist for readers."""
    post = queries.by_slug(slug)
    return post if post is not None and post.is_public(now) else None


def present_slug_or_404(old_slug: str) -> str:
    """Return where the public post that once had `old_slug` stands now; 410 where it was deleted."""
    found = queries.slug_after(old_slug, utcnow())
    return found or abort(410 if queries.was_deleted(old_slug) else 404)


def tag_or_404(slug: str) -> Tag:
    """Return the tag; one that no listed post carries does not exist for readers."""
    tag = queries.tag_by_slug(slug)
    if tag is None or not tag.post_count:
        abort(404)
    return tag
