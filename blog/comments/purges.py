"""What nobody shall read any more goes for good: the words at once, the row when no reply hangs on it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from blog.comments.models import DELETED, REJECTED, VISIBLE, Comment, ModerationAction
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs
from blog.site import models as site

KEPT = timedelta(days=30)  # what was rejected or deleted
REMEMBERED = timedelta(days=365)  # what moderators did

_DIRECTLY = {"synchronize_session": False}
_Reply = aliased(Comment)


@jobs.handler("comments.purge", every=timedelta(days=1))
def purge(_payload: jobs.Payload) -> None:
    """Forget what was taken away KEPT ago, and what moderators did longer ago than REMEMBERED."""
    now = utcnow()
    site.take_turn()
    old = Comment.state.in_((REJECTED, DELETED)) & (Comment.decided_at < now - KEPT)
    wordy = or_(Comment.body != "", Comment.suspicion != "")
    emptied = update(Comment).where(old, wordy).values(body="", html="", suspicion="")
    db.session.execute(emptied, execution_options=_DIRECTLY)
    spoken = exists().where(Comment.id == ModerationAction.comment_id, Comment.body != "")
    unquoted = update(ModerationAction).where(ModerationAction.quote != "", ~spoken).values(quote="")
    db.session.execute(unquoted, execution_options=_DIRECTLY)
    _remove(old)
    forgotten = delete(ModerationAction).where(ModerationAction.created_at < now - REMEMBERED)
    db.session.execute(forgotten, execution_options=_DIRECTLY)


def withdraw(user_id: int) -> None:
    """Take away for good all that somebody wrote; where replies hang, its trace stays, signed by them.

    A handful of statements however much that is. The caller holds the site row (`take_turn`).
    """
    theirs = Comment.author_id == user_id
    nothing = {"state": DELETED, "body": "", "html": "", "suspicion": "", "decided_at": utcnow()}
    db.session.execute(
        update(Comment).where(theirs).values(**nothing, decided_by_id=user_id), execution_options=_DIRECTLY
    )
    quoted = ModerationAction.user_id == user_id
    db.session.execute(update(ModerationAction).where(quoted).values(quote=""), execution_options=_DIRECTLY)
    _hide_traces(Comment.post_id.in_(select(Comment.post_id).where(theirs)))
    _remove(theirs)
    db.session.expire_all()


def _hide_traces(where: ColumnElement[bool]) -> None:
    """Show traces only where replies are seen below, from the lowest up."""
    seen = exists().where(_Reply.parent_id == Comment.id, _Reply.shown)
    bare = update(Comment).where(where, Comment.shown, Comment.state != VISIBLE, ~seen).values(shown=False)
    _repeat(bare)


def _remove(which: ColumnElement[bool]) -> None:
    """Delete the rows on which no reply hangs, of whatever state, from the lowest up."""
    replies = exists().where(_Reply.parent_id == Comment.id)
    _repeat(delete(Comment).where(which, ~replies))


def _repeat(statement: Any) -> None:
    while db.session.execute(statement.returning(Comment.id), execution_options=_DIRECTLY).all():
        pass
