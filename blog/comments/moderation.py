"""What moderators decide about comments: in batches, each of which is logged, and can be undone (`undoing`).

All of it runs within the caller's transaction and takes its turn at the site row first, so that of two
moderators at one comment the second sees what the first did.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blog.comments import notices
from blog.comments.models import (
    DELETED,
    PENDING,
    REJECTED,
    VISIBLE,
    Comment,
    CommentBlock,
    ModerationAction,
)
from blog.extensions import db
from blog.lib import texts
from blog.site import models as site
from blog.web import reads
from blog.web.pagination import MAX_ID

AFTER = {"approve": VISIBLE, "reject": REJECTED, "delete": DELETED}  # each action, and where it leads
MOST = 100  # comments at once
UNDO = "undo"
ABOUT_PEOPLE = ("block", "unblock")
BLOCKED = "blocked"  # the state of a person, in the log; "" is that of everybody else
LONGEST_QUOTE = 120


@dataclass
class Batch:
    """What was done at once: the key that takes it back ("" where nothing was done), and to how many.

    The rest was left: `already` stood as it should, `overtaken` was decided otherwise or edited since the
    moderator looked, `withdrawn` is its author's to bring back or has no words any more, `missing` is gone.
    """

    key: str = ""
    count: int = 0
    already: int = 0
    overtaken: int = 0
    withdrawn: int = 0
    missing: int = 0

    @property
    def skipped(self) -> int:
        """How many were left as they are."""
        return self.already + self.overtaken + self.withdrawn + self.missing


def is_blocked(user_id: int) -> bool:
    """Whether a moderator lets this person write no more comments. Reads beside the session."""
    block = select(CommentBlock.user_id).where(CommentBlock.user_id == user_id)
    return reads.execute(block).first() is not None


def sight(state: str, edited_at: datetime | None) -> str:
    """What a moderator sees of a comment, as a mark: another one once it was decided or edited."""
    return f"{state} {edited_at.timestamp()}" if edited_at else state


def act(action: str, ids: Sequence[int], by_id: int, seen: Mapping[int, str] | None = None) -> Batch:
    """Approve, reject or delete the comments of these ids, because the moderator `by_id` says so.

    `seen` tells, by id, the `sight` that the moderator had of it: what changed since then is left alone.
    """
    site.take_turn()
    key, batch, rows = secrets.token_hex(16), Batch(), []
    found = {comment.id: comment for comment in locked(ids)}
    for comment_id in dict.fromkeys(ids):
        comment = found.get(comment_id)
        obstacle = _obstacle(comment, AFTER[action], (seen or {}).get(comment_id))
        if comment is None or obstacle:
            setattr(batch, obstacle, getattr(batch, obstacle) + 1)
            continue
        rows.append(_decide(comment, action, by_id, key))
    db.session.add_all(rows)
    batch.count, batch.key = len(rows), key if rows else ""
    return batch


def reject_all_of(user_id: int, by_id: int, key: str) -> int:
    """Reject what somebody said and readers see or a moderator has yet to; return how much it was."""
    open_ones = Comment.author_id == user_id, Comment.state.in_((VISIBLE, PENDING))
    comments = db.session.scalars(_COMMENTS.where(*open_ones).with_for_update(of=Comment)).all()
    db.session.add_all([_decide(comment, "reject", by_id, key) for comment in comments])
    return len(comments)


def note_of_person(
    action: str, user_id: int, by_id: int, key: str, before: str, after: str
) -> ModerationAction:
    """Return the line of the log about what was decided about a person."""
    row = ModerationAction(batch=key, action=action, by_id=by_id, user_id=user_id)
    row.before, row.after = before, after
    return row


_COMMENTS = select(Comment).options(selectinload(Comment.parent)).order_by(Comment.id)


def locked(ids: Iterable[int]) -> Sequence[Comment]:
    """Return those that are still here, as they stand now, to be changed."""
    chosen = _COMMENTS.where(Comment.id.in_({id for id in ids if id <= MAX_ID})).with_for_update(of=Comment)
    return db.session.scalars(chosen.execution_options(populate_existing=True)).all()


def _obstacle(comment: Comment | None, after: str, seen: str | None) -> str:
    """Say what keeps a comment from that state, as the name of a count of `Batch`; "" where nothing does."""
    if comment is None:
        return "missing"
    if comment.state == after:
        return "already"
    if seen is not None and sight(comment.state, comment.edited_at) != seen:
        return "overtaken"
    taken_away = comment.state == DELETED and comment.decided_by_id == comment.author_id
    return "withdrawn" if taken_away or (after == VISIBLE and not comment.body) else ""


def _decide(comment: Comment, action: str, by_id: int, key: str) -> ModerationAction:
    """Do it, and return the line for the log; all lines are written at once, which costs less."""
    before = comment.state
    comment.become(AFTER[action], by_id)
    if comment.state == VISIBLE:
        notices.appeared(comment)
        notices.approved(comment)
    return note(comment, action, by_id, key, before)


def note(comment: Comment, action: str, by_id: int, key: str, before: str) -> ModerationAction:
    """Return the line of the log about a comment that stood at `before`."""
    row = ModerationAction(batch=key, action=action, by_id=by_id)
    row.user_id, row.comment_id, row.quote = comment.author_id, comment.id, quote(comment.body)
    row.before, row.after = before, comment.state
    return row


def quote(body: str) -> str:
    """How a comment begins, on one line."""
    text = texts.line(body[: 4 * LONGEST_QUOTE])
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"
