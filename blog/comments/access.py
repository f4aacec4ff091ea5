"""Loading and permission in one call; and whether a discussion is open to whoever is signed in."""

from datetime import timedelta
from typing import Any

from flask import abort, current_app
from flask_login import current_user
from sqlalchemy import Row

from blog.comments import moderation, queries
from blog.comments.models import DELETED, PENDING, VISIBLE
from blog.comments.queries import Standing
from blog.database import utcnow
from blog.posts import access as posts
from blog.web.pagination import MAX_ID

NONE = "There is no such comment. It may have been taken away."
CLOSED = "Comments on this post are closed."
BLOCKED = "A moderator of this site has ended your comments here. You can go on reading."


def viewer_id() -> int | None:
    """Return who looks, None for somebody who is not signed in."""
    return current_user.id if current_user.is_authenticated else None


def post_or_404(slug: str) -> Row[Any]:
    """Return the public post at `slug`, or that stood there once; 410 where it was deleted."""
    now = utcnow()
    return queries.post_at(slug, now) or queries.post_at(posts.present_slug_or_404(slug), now) or abort(404)


def comment_or_404(comment_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return (a comment that whoever looks may know of, the public post that it stands below)."""
    comment = queries.one(comment_id) if comment_id <= MAX_ID else None
    post = comment and queries.post_of(comment, utcnow())
    if comment is None or post is None or not (comment.shown or may_delete(comment)):
        abort(404, NONE)
    return comment, post


def own_comment_or_404(comment_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return (a comment of whoever is signed in, its post). 404 where others may not know of it, else 403."""
    comment, post = comment_or_404(comment_id)
    if not is_own(comment):
        abort(403, "That is somebody else's comment.")
    return comment, post


def deletable_or_404(comment_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return (a comment that whoever is signed in may take away, its post)."""
    comment, post = comment_or_404(comment_id)
    if not may_delete(comment):
        abort(403, "That is somebody else's comment.")
    return comment, post


def is_own(comment: Row[Any]) -> bool:
    """Whether whoever is signed in wrote it."""
    return viewer_id() is not None and comment.author_id == viewer_id()


def may_moderate(comment: Row[Any]) -> bool:
    """Whether whoever is signed in looks after the comments of others."""
    return current_user.is_authenticated and current_user.may("editor") and not is_own(comment)


def may_delete(comment: Row[Any]) -> bool:
    """Whether whoever is signed in wrote it, or moderates."""
    return is_own(comment) or may_moderate(comment)


def may_restore(comment: Row[Any]) -> bool:
    """Whether it was deleted by its author, who looks at it now; after a month its words are gone."""
    by_author = comment.state == DELETED and comment.decided_by_id == comment.author_id
    return bool(is_own(comment) and by_author and comment.body)


def may_read(comment: Row[Any]) -> bool:
    """Whether its words, not only their trace, are for whoever looks."""
    return bool(comment.state == VISIBLE or (comment.state == PENDING and is_own(comment)))


def may_switch(slug: str) -> bool:
    """Whether whoever is signed in opens and closes the discussion of that post: its authors, and editors."""
    return posts.own_post(slug) is not None


def is_closed(post: Row[Any], standing: Standing) -> bool:
    """Whether the discussion takes no more: somebody closed it, or it is too old and nobody opened it."""
    if standing.switched:
        return standing.closed
    days = current_app.config["SETTINGS"].comment_days
    return bool(days and post.published_at < utcnow() - timedelta(days=days))


def refusal(post: Row[Any], standing: Standing) -> str:
    """Say why whoever is signed in cannot comment here; "" where they can."""
    if is_closed(post, standing):
        return CLOSED
    return BLOCKED if moderation.is_blocked(current_user.id) else ""
