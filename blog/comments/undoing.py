"""Taking back what moderators did, a batch at a time; within the caller's transaction."""

import secrets
from collections.abc import Mapping

from sqlalchemy import select

from blog.accounts.models import User
from blog.comments import blocks
from blog.comments.models import Comment, CommentBlock, ModerationAction
from blog.comments.moderation import ABOUT_PEOPLE, BLOCKED, UNDO, Batch, locked, note, note_of_person
from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site


def undo(key: str, by_id: int) -> Batch | None:
    """Take a batch back: each comment, or person, to where it stood before, unless it was moved on since.

    None where there is no such batch. A batch that was taken back already stays so: nothing is counted.
    """
    site.take_turn()
    rows = db.session.scalars(
        select(ModerationAction)
        .where(ModerationAction.batch == key, ModerationAction.action != UNDO)
        .order_by(ModerationAction.id)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return None
    batch, own_key, undone = Batch(), secrets.token_hex(16), []
    comments = {comment.id: comment for comment in locked([row.comment_id for row in rows if row.comment_id])}
    for row in rows:
        if row.undone_at is None:
            row.undone_at = utcnow()
            undone.append(_take_back(row, comments, batch, by_id, own_key))
    done = [row for row in undone if row]
    db.session.add_all(done)
    batch.count, batch.key = len(done), own_key if done else ""
    return batch


def _take_back(
    row: ModerationAction, comments: Mapping[int, Comment], batch: Batch, by_id: int, key: str
) -> ModerationAction | None:
    if row.action in ABOUT_PEOPLE:
        return _restore_person(row, batch, by_id, key)
    comment = comments.get(row.comment_id or 0)
    if comment is None:
        batch.missing += 1
    elif comment.state != row.after:
        batch.overtaken += 1
    elif not comment.body:
        batch.withdrawn += 1
    else:
        comment.become(row.before, by_id)
        return note(comment, UNDO, by_id, key, row.after)
    return None


def _restore_person(row: ModerationAction, batch: Batch, by_id: int, key: str) -> ModerationAction | None:
    """Block or unblock somebody again, who may have gone meanwhile."""
    standing = db.session.get(CommentBlock, row.user_id, populate_existing=True) if row.user_id else None
    if not row.user_id or (BLOCKED if standing else "") != row.after:
        batch.overtaken += 1
        return None
    if standing:
        db.session.delete(standing)
    elif blocks.refusal(db.session.get_one(User, row.user_id), by_id):
        batch.overtaken += 1  # who moderates now, say
        return None
    else:
        db.session.add(CommentBlock(user_id=row.user_id, by_id=by_id))
    return note_of_person(UNDO, row.user_id, by_id, key, row.after, row.before)
