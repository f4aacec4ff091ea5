"""Who is told of a comment, on their notifications page and by mail."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import bindparam, delete, literal, or_, select, union_all, update

from blog.accounts.models import User
from blog.comments import mails
from blog.comments.models import VISIBLE, Comment, Notification
from blog.database import insert, utcnow
from blog.extensions import db
from blog.posts.models import Authorship
from blog.site import jobs

REPLY, COMMENT, APPROVED = "reply", "comment", "approved"

KEPT = timedelta(days=90)

_concerned = union_all(
    select(Authorship.user_id, literal(COMMENT).label("kind")).where(
        Authorship.post_id == bindparam("post_id")
    ),
    # Who took their words back, or had them taken away, waits for no answer.
    select(Comment.author_id, literal(REPLY)).where(
        Comment.id == bindparam("parent_id"), Comment.state == VISIBLE
    ),
).subquery()
_told = select(Notification.user_id).where(
    Notification.comment_id == bindparam("comment_id"), Notification.kind != APPROVED
)
_TO_TELL = (
    select(_concerned.c.user_id, _concerned.c.kind)
    .where(_concerned.c.user_id != bindparam("author_id"), _concerned.c.user_id.not_in(_told))
    .order_by(_concerned.c.kind)  # a reply after a comment: of the two it is the one that counts
)


def appeared(comment: Comment) -> None:
    """Tell those whom it concerns, once, that readers can see `comment` now; in the caller's transaction.

    Whom it answers, and the authors of the post: one notification each, and a mail.
    """
    rows = db.session.execute(
        _TO_TELL,
        {
            "post_id": comment.post_id,
            "parent_id": comment.parent_id,
            "comment_id": comment.id,
            "author_id": comment.author_id,
        },
    )
    mails.queue(_note(comment.id, {row.user_id: row.kind for row in rows}))


def approved(comment: Comment) -> None:
    """Tell its author that a moderator let `comment` through; in the caller's transaction."""
    _note(comment.id, {comment.author_id: APPROVED})


def _note(comment_id: int, kinds: Mapping[int, str]) -> Collection[int]:
    """Add a notification for each of {user id: kind} who has none of it yet; return the new ones' ids."""
    if not kinds:
        return ()
    now = utcnow()
    rows = [
        {"user_id": user_id, "comment_id": comment_id, "kind": kind, "created_at": now}
        for user_id, kind in kinds.items()
    ]
    added = insert(db.engine, Notification).values(rows).on_conflict_do_nothing().returning(Notification.id)
    return db.session.scalars(added).all()


def mark_read(user_id: int, ids: Collection[int] | None, until: int = 0) -> None:
    """Mark these of somebody's notifications as read, or (None) all up to the id `until`."""
    chosen = Notification.id <= until if ids is None else Notification.id.in_(ids)
    unread = update(Notification).where(
        Notification.user_id == user_id, Notification.read_at.is_(None), chosen
    )
    db.session.execute(unread.values(read_at=utcnow()), execution_options={"synchronize_session": False})


@jobs.handler("comments.forget", every=timedelta(days=1))
def forget(_payload: jobs.Payload) -> None:
    """Delete notifications older than KEPT that were read, or whose owner cannot sign in to read them."""
    absent = select(User.id).where(or_(User.password_hash.is_(None), User.disabled_at.is_not(None)))
    served = or_(Notification.read_at.is_not(None), Notification.user_id.in_(absent))
    old = delete(Notification).where(Notification.created_at < utcnow() - KEPT, served)
    db.session.execute(old, execution_options={"synchronize_session": False})
