"""Loading and permission in one call."""

from datetime import datetime

from flask import abort
from flask_login import current_user

from blog.database import utcnow
from blog.posts import manuscripts, queries
from blog.posts.manuscripts import Manuscript
from blog.posts.models import Post, Tag


def public_post(slug: str, now: datetime) -> Post | None:
    """Return the post that anybody may read under `slug` at `now`; a draft does not exist for readers."""
    post = queries.by_slug(slug)
    return post if post is not None and post.is_public(now) else None


def present_slug_or_404(old_slug: str) -> str:
    """Return where the public post that once had `old_slug` stands now; 410 where it was deleted."""
    found = queries.slug_after(old_slug, utcnow())
    if found is None:
        was_here = queries.was_deleted(old_slug) or queries.was_thrown_away(old_slug)
        abort(410 if was_here else 404)
    return found


def may_edit(post: Manuscript) -> bool:
    """Whether the post is theirs who is signed in: they wrote it, or edit everybody's."""
    if not current_user.is_authenticated or not current_user.may("author"):
        return False
    return current_user.id in post.author_ids or current_user.may("editor")


def own_post(slug: str) -> Manuscript | None:
    """Return the post under `slug` if whoever is signed in may edit it."""
    post = manuscripts.find(slug) if current_user.is_authenticated else None
    return post if post is not None and post.slug == slug and may_edit(post) else None


def own_post_or_404(slug: str) -> Manuscript:
    """Return the post that whoever is signed in may edit, in the trash or not, also by an earlier slug.

    404 for others where it is private, 403 where anybody knows of it.
    """
    post = manuscripts.find(slug)
    if post is None:
        abort(404)
    if not may_edit(post):
        abort(403 if post.is_known_to_readers(utcnow()) else 404)
    return post


def tag_or_404(slug: str) -> Tag:
    """Return the tag; one that no listed post carries does not exist for readers."""
    tag = queries.tag_by_slug(slug)
    if tag is None or not tag.post_count:
        abort(404)
    return tag
