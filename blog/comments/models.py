"""Comments: how they hang together, and what becomes of them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, exists, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import User
from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.posts.models import Post
from blog.site import models as site

VISIBLE, PENDING, REJECTED, DELETED = STATES = ("visible", "pending", "rejected", "deleted")

EDITABLE = timedelta(minutes=15)
STEP = 10  # digits of an id in a path
DEEPEST = 8  # levels of a path; a reply to the deepest stands beside it


class Comment(db.Model):  # type: ignore[name-defined]
    """A comment on a post, or a reply to one.

    `path` holds the ids from the first comment of its thread down to itself, so that sorting by it gives
    each thread in order, and a page of a discussion is one range of an index. `shown` says that readers see
    something in its place: itself, or the trace that it leaves where replies hang on it.
    """

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_thread", "post_id", "path"),
        Index("ix_comments_queue", "state", "id"),
        Index("ix_comments_author", "author_id", "state", "id"),
        Index("ix_comments_news", "post_id", "state", "released_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"), index=True)
    path: Mapped[str] = mapped_column(String(STEP * DEEPEST), default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    shown: Mapped[bool] = mapped_column(default=False)
    suspicion: Mapped[str] = mapped_column(String(80), default="")  # why it may be spam, for moderators
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when readers first saw it
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it took its present state
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)

    author: Mapped[User] = relationship(foreign_keys=author_id)
    post: Mapped[Post] = relationship()
    parent: Mapped["Comment | None"] = relationship(remote_side=id)

    def take_place(self) -> None:
        """Enter the database below its parent, under a path of its own."""
        db.session.add(self)
        db.session.flush()
        above = self.parent.path[: STEP * (DEEPEST - 1)] if self.parent else ""
        self.path = f"{above}{self.id:0{STEP}d}"

    def become(self, state: str, by_id: int | None) -> None:
        """Take another state, because `by_id` says so; what readers see of it follows.

        The caller holds the site row (`take_turn`), so that no reply comes meanwhile.
        """
        was_public = self.shown
        self.state, self.decided_at, self.decided_by_id = state, utcnow(), by_id
        if state == VISIBLE:
            self.released_at = self.released_at or self.decided_at
        elif state == PENDING:
            self.released_at = None  # it takes a moderator's look again
        self._settle()
        if was_public or self.shown:
            site.raise_version()

    def reword(self, body: str, html: str) -> None:
        """Say it in other words."""
        self.body, self.html, self.edited_at = body, html, utcnow()
        if self.shown:
            site.raise_version()

    def _settle(self) -> None:
        """Show it, or its trace, or nothing; that may show or hide the traces above it."""
        comment: Comment | None = self
        while comment is not None:
            db.session.flush()
            replies = exists().where(Comment.parent_id == comment.id, Comment.shown)
            shown = comment.state == VISIBLE or bool(db.session.scalar(select(replies)))
            if shown == comment.shown:
                break
            comment.shown, comment = shown, comment.parent


class Discussion(db.Model):  # type: ignore[name-defined]
    """Whether a post takes comments; one without a row does."""

    __tablename__ = "discussions"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CommentBlock(db.Model):  # type: ignore[name-defined]
    """Somebody whom a moderator lets write no more comments."""

    __tablename__ = "comment_blocks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class ModerationAction(db.Model):  # type: ignore[name-defined]
    """One thing that a moderator did; what was done at once shares a `batch` and is undone at once."""

    __tablename__ = "moderation_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[str] = mapped_column(String(32), index=True)
    action: Mapped[str] = mapped_column(String(10))  # approve reject delete block unblock undo
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"), index=True)
    before: Mapped[str] = mapped_column(
        String(10), default=""
    )  # the comment's state; "blocked" or "" of a person
    after: Mapped[str] = mapped_column(String(10), default="")
    quote: Mapped[str] = mapped_column(String(120), default="")  # how the comment began
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Notification(db.Model):  # type: ignore[name-defined]
    """That somebody should know of a comment: a reply to theirs, one on their post, their own let through."""

    __tablename__ = "notifications"
    __table_args__: Any = (
        db.UniqueConstraint("user_id", "comment_id", "kind"),
        Index("ix_notifications_list", "user_id", "id"),
        Index("ix_notifications_unread", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # reply comment approved
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    comment: Mapped[Comment] = relationship()


class MailRefusal(db.Model):  # type: ignore[name-defined]
    """That somebody wants no mail of a kind: `reply` or `comment`."""

    __tablename__ = "mail_refusals"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
