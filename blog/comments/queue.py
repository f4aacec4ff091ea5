"""Comments as moderators see them, whatever their state. Reads beside the session."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from blog.accounts.models import User
from blog.comments.models import DELETED, PENDING, REJECTED, VISIBLE, Comment, CommentBlock
from blog.posts.models import Post
from blog.web import reads

PAGE_SIZE = 100
MANY = 100  # from here on nobody needs to know how many wait

_Parent, _Answered, _Decider = aliased(Comment), aliased(User), aliased(User)
_COMMENTS = (
    select(
        *(Comment.id, Comment.html, Comment.state, Comment.suspicion, Comment.created_at, Comment.edited_at),
        *(Comment.author_id, Comment.parent_id, Comment.decided_at, Comment.decided_by_id),
        *(User.username, User.name, User.avatar, User.created_at.label("here_since")),
        *(Post.slug, Post.title, Post.published_at, _Answered.name.label("answered")),
        *(_Parent.state.label("parent_state"), _Decider.name.label("decider")),
        CommentBlock.user_id.is_not(None).label("is_blocked"),
    )
    .join(User, User.id == Comment.author_id)
    .join(Post, Post.id == Comment.post_id)
    .outerjoin(_Parent, _Parent.id == Comment.parent_id)
    .outerjoin(_Answered, _Answered.id == _Parent.author_id)
    .outerjoin(_Decider, _Decider.id == Comment.decided_by_id)
    .outerjoin(CommentBlock, CommentBlock.user_id == Comment.author_id)
    .limit(PAGE_SIZE + 1)
)


class Queue(NamedTuple):
    """One page of comments. `past` is the id to go on from, or None."""

    comments: Sequence[Row[Any]]
    past: int | None


class Record(NamedTuple):
    """How often somebody's comments were let stand, and how often not."""

    visible: int = 0
    rejected: int = 0


def in_state(state: str, past: int | None = None, *, suspicious: bool = False) -> Queue:
    """Return comments in that state from behind the id `past`: the newest first, of what waits the oldest."""
    oldest_first = state == PENDING
    statement = _COMMENTS.where(Comment.state == state)
    if suspicious:
        statement = statement.where(Comment.suspicion != "")
    if past is not None:
        statement = statement.where(Comment.id > past if oldest_first else Comment.id < past)
    return _queue(statement.order_by(Comment.id.asc() if oldest_first else Comment.id.desc()))


def by(user_id: int, past: int | None = None) -> Queue:
    """Return what somebody wrote, the newest first, from below the id `past`."""
    statement = _COMMENTS.where(Comment.author_id == user_id)
    if past is not None:
        statement = statement.where(Comment.id < past)
    return _queue(statement.order_by(Comment.id.desc()))


def _queue(statement: Any) -> Queue:
    rows = reads.execute(statement).all()
    shown = rows[:PAGE_SIZE]
    return Queue(shown, shown[-1].id if len(rows) > PAGE_SIZE else None)


def records(user_ids: Iterable[int]) -> dict[int, Record]:
    """Return {id: the record of that person}, for each of them."""
    ids = set(user_ids)
    counts = (
        select(Comment.author_id, Comment.state, func.count().label("number"))
        .where(Comment.author_id.in_(ids), Comment.state.in_((VISIBLE, REJECTED)))
        .group_by(Comment.author_id, Comment.state)
    )
    found = dict.fromkeys(ids, Record())
    for row in reads.execute(counts) if ids else ():
        found[row.author_id] = found[row.author_id]._replace(**{row.state: row.number})
    return found


def waiting() -> int:
    """Return how many comments wait; MANY where they are that many or more."""
    some = select(Comment.id).where(Comment.state == PENDING).limit(MANY).subquery()
    return reads.execute(select(func.count()).select_from(some)).scalar() or 0


def block_of(user_id: int) -> Row[Any] | None:
    """Return (created_at, name of the moderator or None) where somebody may write no more comments."""
    statement = select(CommentBlock.created_at, User.name).outerjoin(User, User.id == CommentBlock.by_id)
    return reads.execute(statement.where(CommentBlock.user_id == user_id)).one_or_none()


def written_by(user_id: int) -> int:
    """Return how many comments of somebody stand here or wait; what was deleted does not count."""
    theirs = select(func.count()).where(Comment.author_id == user_id, Comment.state != DELETED)
    return reads.execute(theirs).scalar() or 0
