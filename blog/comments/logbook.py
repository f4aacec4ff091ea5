"""What moderators did, newest first. Reads beside the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import aliased

from blog.accounts.models import User
from blog.comments.models import STATES, VISIBLE, Comment, ModerationAction
from blog.comments.moderation import UNDO
from blog.database import utcnow
from blog.posts.models import Post
from blog.web import reads

PAGE_SIZE = 100

_Moderator, _Author = aliased(User), aliased(User)
_ACTIONS = (
    select(
        *(ModerationAction.id, ModerationAction.batch, ModerationAction.action, ModerationAction.quote),
        *(ModerationAction.before, ModerationAction.after),
        *(ModerationAction.created_at, ModerationAction.undone_at, ModerationAction.comment_id),
        *(_Moderator.name.label("moderator"), _Author.name, _Author.username, Post.slug),
    )
    .outerjoin(_Moderator, _Moderator.id == ModerationAction.by_id)
    .outerjoin(_Author, _Author.id == ModerationAction.user_id)
    .outerjoin(Comment, and_(Comment.id == ModerationAction.comment_id, Comment.state == VISIBLE))
    .order_by(ModerationAction.id.desc())
)


@dataclass(frozen=True)
class Entry:
    """What a moderator did at once; `lines` are those of its actions that stand on this page.

    `action` is what it was: of a block that rejected comments too, the block. `count` is the comments of all.
    """

    key: str
    action: str
    count: int
    moderator: str | None
    created_at: datetime
    undone_at: datetime | None
    lines: Sequence[Row[Any]]

    @property
    def person(self) -> Row[Any] | None:
        """The line about a person, of a batch that is about one."""
        return next((line for line in self.lines if line.after not in STATES), None)

    @property
    def comments(self) -> Sequence[Row[Any]]:
        """The lines about comments."""
        return [line for line in self.lines if line is not self.person]

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to take back."""
        return self.action != UNDO and self.undone_at is None


def page(before: int | None = None, size: int = PAGE_SIZE) -> tuple[Sequence[Entry], int | None]:
    """Return (entries made of at most `size` actions below the id `before`, the id to go on from or None)."""
    public = and_(Post.id == Comment.post_id, Post.published_at <= utcnow())
    statement = _ACTIONS.outerjoin(Post, public).limit(size + 1)
    if before is not None:
        statement = statement.where(ModerationAction.id < before)
    rows = reads.execute(statement).all()
    shown = rows[:size]
    return _entries(shown), shown[-1].id if len(rows) > size else None


def _entries(rows: Sequence[Row[Any]]) -> Sequence[Entry]:
    """Put together what was done at once: it stands together, since moderators take turns."""
    counts = _counts({row.batch for row in rows})
    return [
        _entry(key, counts.get(key, 0), list(lines))
        for key, lines in groupby(rows, key=lambda row: row.batch)
    ]


def _entry(key: str, count: int, lines: Sequence[Row[Any]]) -> Entry:
    first = lines[-1]  # of a block, the block itself, unless that stands on the next page
    undone = first.undone_at
    return Entry(key, first.action, count, first.moderator, first.created_at, undone, lines)


def _counts(keys: set[str]) -> dict[str, int]:
    counts = (
        select(ModerationAction.batch, func.count().label("number"))
        .where(ModerationAction.batch.in_(keys), ModerationAction.after.in_(STATES))
        .group_by(ModerationAction.batch)
    )
    return {row.batch: row.number for row in reads.execute(counts)} if keys else {}
