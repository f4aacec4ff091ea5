"""Somebody's notifications as their page shows them. Reads beside the session."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from blog.accounts.models import User
from blog.comments.models import VISIBLE, Comment, Notification
from blog.lib import markdown
from blog.posts.models import Post
from blog.web import reads
from blog.web.prepared import Prepared

PAGE_SIZE = 50
MANY = 100  # from here on nobody needs to know how many are new
BEGINNING = 180  # characters of a comment

_QUOTE = re.compile("<blockquote>(?:(?!<blockquote>).)*?</blockquote>", re.DOTALL)  # an innermost one
_own = Notification.user_id == bindparam("user_id")
_some_unread = select(Notification.id).where(_own, Notification.read_at.is_(None)).limit(MANY).subquery()
_UNREAD = Prepared(select(func.count()).select_from(_some_unread))
# The ids alone come from an index, so that the newest are found among very many.
_ids = (
    select(Notification.id)
    .where(_own, Notification.id < bindparam("before"))
    .order_by(Notification.id.desc())
    .limit(PAGE_SIZE + 1)
)
_PAGE = (
    select(
        *(Notification.id, Notification.kind, Notification.created_at, Notification.read_at),
        *(Notification.comment_id, Comment.html, Comment.state),
        *(User.name, User.avatar, Post.title, Post.published_at),
    )
    .join(Comment, Comment.id == Notification.comment_id)
    .join(User, User.id == Comment.author_id)
    .join(Post, Post.id == Comment.post_id)
    .where(Notification.id.in_(_ids))
    .order_by(Notification.id.desc())
)


@dataclass(frozen=True)
class Notice:
    """One notification. `title` is None where readers do not see the post, `words` where not the comment."""

    id: int
    kind: str
    created_at: datetime
    is_new: bool
    comment_id: int
    name: str
    avatar: str | None
    title: str | None
    words: str | None


def unread(user_id: int) -> int:
    """Return how many notifications somebody has not read; MANY where they are that many or more.

    0 where the database cannot answer: the page that says so counts, too.
    """
    try:
        return int(reads.ask(_UNREAD, user_id=user_id).one()[0])
    except SQLAlchemyError:
        reads.refresh()  # PostgreSQL answers nothing more in a transaction that failed
        return 0


def page(user_id: int, before: int, now: datetime) -> tuple[list[Notice], int | None]:
    """Return (somebody's notifications from below the id `before`, the newest first; where to go on)."""
    rows = reads.execute(_PAGE, {"user_id": user_id, "before": before}).all()
    shown = [_notice(row, now) for row in rows[:PAGE_SIZE]]
    return shown, shown[-1].id if len(rows) > PAGE_SIZE else None


def by_day(notices: list[Notice], zone: ZoneInfo) -> list[list[Notice]]:
    """Put those of one day, as it is counted in `zone`, into a list of their own."""
    days = groupby(notices, key=lambda notice: notice.created_at.astimezone(zone).date())
    return [list(those) for _, those in days]


def _notice(row: Row[Any], now: datetime) -> Notice:
    is_public = row.published_at is not None and row.published_at <= now
    return Notice(
        id=row.id,
        kind=row.kind,
        created_at=row.created_at,
        is_new=row.read_at is None,
        comment_id=row.comment_id,
        name=row.name,
        avatar=row.avatar,
        title=row.title if is_public else None,
        words=beginning(row.html) if is_public and row.state == VISIBLE else None,
    )


def beginning(html: str) -> str:
    """How a comment begins, without what it quotes, unless it says nothing else."""
    left, own = "", html
    while left != own:
        left, own = own, _QUOTE.sub(" ", own)
    own = Markup(own).striptags()
    return markdown.excerpt(own or Markup(html).striptags(), BEGINNING)
