"""Whom moderators let write no more comments; within the caller's transaction, as one batch."""

import secrets

from blog.accounts.models import User
from blog.comments.models import CommentBlock
from blog.comments.moderation import BLOCKED, Batch, note_of_person, reject_all_of
from blog.extensions import db
from blog.lib import roles
from blog.site import models as site


def refusal(person: User, by_id: int) -> str:
    """Say why the moderator `by_id` cannot block somebody; "" where they can."""
    if person.id == by_id:
        return "You cannot block yourself."
    if roles.reaches(person.role, "editor"):
        return f"{person.name} moderates this site too. An admin can change the role first."
    return ""


def block(user_id: int, by_id: int, *, reject: bool) -> Batch:
    """Let somebody comment no more; `reject` takes what they said away as well. The batch counts comments.

    Its key is empty where nothing changed: somebody had blocked them already, and nothing was left to reject.
    """
    site.take_turn()
    key, batch = secrets.token_hex(16), Batch()
    is_new = db.session.get(CommentBlock, user_id, populate_existing=True) is None
    if is_new:
        db.session.add(CommentBlock(user_id=user_id, by_id=by_id))
        db.session.add(note_of_person("block", user_id, by_id, key, "", BLOCKED))
    if reject:
        batch.count = reject_all_of(user_id, by_id, key)
    batch.key = key if is_new or batch.count else ""
    return batch


def unblock(user_id: int, by_id: int) -> Batch:
    """Let somebody comment again; what was rejected stays so."""
    site.take_turn()
    standing = db.session.get(CommentBlock, user_id, populate_existing=True)
    if standing is None:
        return Batch()
    db.session.delete(standing)
    key = secrets.token_hex(16)
    db.session.add(note_of_person("unblock", user_id, by_id, key, BLOCKED, ""))
    return Batch(key)
