"""Questions about comments. They read beside the session, but for those that return a Comment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from blog.accounts.models import User
from blog.comments.models import DELETED, PENDING, VISIBLE, Comment, Discussion
from blog.extensions import db
from blog.posts.models import Post
from blog.web import reads
from blog.web.prepared import Prepared

PAGE_SIZE = 50
BEFORE = 5  # comments above one that is linked to, so that it is not read out of the blue

_Parent, _Answered = aliased(Comment), aliased(User)
_COLUMNS: tuple[Any, ...] = (
    *(Comment.id, Comment.post_id, Comment.parent_id, Comment.path, Comment.author_id),
    *(Comment.state, Comment.body, Comment.html, Comment.created_at, Comment.edited_at),
    *(Comment.shown, Comment.decided_at, Comment.decided_by_id, Comment.released_at),
    *(User.username, User.name, User.avatar),
    # As the page of an author stands: for who can sign in, or wrote posts.
    or_(and_(User.password_hash.is_not(None), User.disabled_at.is_(None)), User.post_count > 0).label(
        "at_home"
    ),
    _Answered.name.label("answered"),
)
_COMMENTS = (
    select(*_COLUMNS)
    .join(User, User.id == Comment.author_id)
    .outerjoin(_Parent, and_(_Parent.id == Comment.parent_id, _Parent.state == VISIBLE))
    .outerjoin(_Answered, _Answered.id == _Parent.author_id)
)
# What somebody sees of a discussion: what all see, and what of their own still waits.
_SEEN = and_(
    Comment.post_id == bindparam("post"),
    or_(Comment.shown, and_(Comment.state == PENDING, Comment.author_id == bindparam("viewer"))),
)
_PAGE = Prepared(
    _COMMENTS.where(_SEEN, Comment.path > bindparam("after")).order_by(Comment.path).limit(PAGE_SIZE + 1)
)
_ABOVE = (
    select(Comment.path)
    .where(_SEEN, Comment.path < bindparam("path"))
    .order_by(Comment.path.desc())
    .limit(PAGE_SIZE)
)
_visible = select(func.count()).where(Comment.post_id == bindparam("post"), Comment.state == VISIBLE)
_switch = Discussion.post_id == bindparam("post")
_STANDING = Prepared(
    select(
        _visible.scalar_subquery().label("visible"),
        select(Discussion.post_id).where(_switch).scalar_subquery().label("switched"),
        select(Discussion.closed_at).where(_switch).scalar_subquery().label("closed_at"),
    )
)


class Standing(NamedTuple):
    """How a discussion stands: how many comments are visible; whether somebody opened or closed it."""

    visible: int
    switched: bool
    closed: bool


def standing(post_id: int) -> Standing:
    """Return how the discussion of a post stands."""
    row = reads.ask(_STANDING, post=post_id).one()
    return Standing(row.visible, row.switched is not None, row.closed_at is not None)


def page(post_id: int, viewer_id: int | None, after: str = "") -> tuple[Sequence[Row[Any]], str | None]:
    """Return (comments as `viewer_id` sees them below the path `after`, the path to go on from or None)."""
    rows = reads.ask(_PAGE, post=post_id, viewer=viewer_id, after=after)
    shown = rows[:PAGE_SIZE]
    return shown, shown[-1].path if len(rows) > PAGE_SIZE else None


def start_of_page(comment: Row[Any], viewer_id: int | None) -> str:
    """Return the path below which the page with this comment begins; "" for a discussion's first page."""
    values = {"post": comment.post_id, "viewer": viewer_id, "path": comment.path}
    above = reads.execute(_ABOVE, values).scalars().all()
    return above[BEFORE] if len(above) == PAGE_SIZE else ""


def one(comment_id: int) -> Row[Any] | None:
    """Return a comment as a page shows it, in whatever state."""
    return reads.execute(_COMMENTS.where(Comment.id == comment_id)).one_or_none()


def post_of(comment: Row[Any], now: datetime) -> Row[Any] | None:
    """Return (id, slug, title, published_at) of the public post that a comment stands below."""
    return _post(Post.id == comment.post_id, now)


def post_at(slug: str, now: datetime) -> Row[Any] | None:
    """Return the same of the public post at `slug`."""
    return _post(Post.slug == slug, now)


def _post(which: Any, now: datetime) -> Row[Any] | None:
    columns = select(Post.id, Post.slug, Post.title, Post.language, Post.published_at)
    return reads.execute(columns.where(which, Post.published_at <= now)).one_or_none()


def news(post_id: int, viewer_id: int, since: datetime) -> Sequence[int]:
    """Return the ids of what others said that readers see since that moment, as the discussion has them."""
    fresh = (Comment.post_id == post_id, Comment.state == VISIBLE, Comment.released_at > since)
    ids = select(Comment.id).where(*fresh, Comment.author_id != viewer_id).order_by(Comment.path)
    return reads.execute(ids.limit(PAGE_SIZE + 1)).scalars().all()


def newest(post_id: int) -> datetime | None:
    """Return when the newest comment came that readers of this post see."""
    latest = select(func.max(Comment.released_at))
    return reads.execute(latest.where(Comment.post_id == post_id, Comment.state == VISIBLE)).scalar()


def is_known(user_id: int, but: int | None = None) -> bool:
    """Whether readers have seen anything of this person yet: a post, or a comment (other than `but`)."""
    by_author = and_(Comment.state == DELETED, Comment.decided_by_id == Comment.author_id)
    said = select(Comment.id).where(
        Comment.author_id == user_id,
        or_(Comment.state == VISIBLE, and_(by_author, Comment.released_at.is_not(None))),
    )
    if but is not None:
        said = said.where(Comment.id != but)
    wrote = select(User.id).where(User.id == user_id, User.post_count > 0)
    return bool(reads.execute(select(or_(exists(said), exists(wrote)))).scalar())


def same(post_id: int, author_id: int, parent_id: int | None, body: str, since: datetime) -> Comment | None:
    """Return the comment that says the very same in the same place, if it was sent since that moment."""
    twin: Select[Comment] = select(Comment).where(
        *(Comment.post_id == post_id, Comment.author_id == author_id, Comment.body == body),
        *(Comment.created_at > since, Comment.state != DELETED),
        Comment.parent_id.is_(None) if parent_id is None else Comment.parent_id == parent_id,
    )
    return db.session.scalar(twin.limit(1))


def locked(comment_id: int) -> Comment | None:
    """Return the comment, to be changed."""
    return db.session.get(Comment, comment_id, with_for_update=True)
