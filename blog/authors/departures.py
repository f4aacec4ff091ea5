"""Leaving for good: what goes with an account and what stays, within the caller's transaction."""

from collections.abc import Iterator
from itertools import count

from sqlalchemy import Select, and_, delete, exists, false, func, or_, select, update
from sqlalchemy.orm import aliased

from blog.accounts import queries as accounts
from blog.accounts.models import (
    ApiToken,
    Avatar,
    FormerUsername,
    OneTimeToken,
    RecoveryCode,
    User,
    UserSession,
)
from blog.comments import purges
from blog.comments.models import Comment, CommentBlock, MailRefusal, Notification
from blog.database import utcnow
from blog.extensions import db
from blog.posts import search
from blog.posts.drafts import Draft
from blog.posts.models import Authorship, Post, Slug, Tag, Tagging
from blog.site import models as site
from blog.site.parking import ParkedForm
from blog.web import reads

NAME = "Deleted author"
PERSONAL = (
    *(UserSession.user_id, Avatar.user_id, OneTimeToken.user_id, RecoveryCode.user_id, ApiToken.user_id),
    *(FormerUsername.user_id, ParkedForm.owner_id, Draft.user_id),
    *(CommentBlock.user_id, Notification.user_id, MailRefusal.user_id),
)


def leave(user: User, *, keep_posts: bool) -> None:
    """Remove all that is personal of `user`; posts with a date and comments go too unless `keep_posts`.

    Drafts that nobody else wrote go in any case, posts that somebody did stay in any case, and so does the
    trace of a comment on which replies hang. The caller holds the site row (`take_turn`).
    """
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())  # no new post meanwhile
    search.note_author(user.id)
    _remove_posts(user.id, drafts_only=keep_posts)
    if not keep_posts:
        purges.withdraw(user.id)
        db.session.execute(delete(Authorship).where(Authorship.user_id == user.id))
        user.post_count = 0
    signed = exists().where(Authorship.user_id == user.id), exists().where(Comment.author_id == user.id)
    if db.session.scalar(select(or_(*signed))):
        _make_nameless(user)
    else:
        db.session.execute(delete(User).where(User.id == user.id))
    site.raise_version()


def _remove_posts(user_id: int, *, drafts_only: bool) -> None:
    """Delete what `user_id` wrote alone, by a handful of statements however much that is."""
    alone = _written_alone(user_id, drafts_only=drafts_only)
    db.session.execute(select(Post.id).where(Post.id.in_(alone)).with_for_update()).all()
    _count_off(alone)
    known_once = Post.was_published_at <= Post.deleted_at  # and in the trash now
    unseen = or_(
        and_(Post.published_at.is_(None), ~func.coalesce(known_once, false())), Post.published_at > utcnow()
    )
    unknown = select(Post.id).where(Post.id.in_(alone), unseen)  # nobody shall learn that these ever were
    for doomed in (delete(Slug).where(Slug.post_id.in_(unknown)), delete(Post).where(Post.id.in_(alone))):
        db.session.execute(doomed, execution_options={"synchronize_session": False})


def _written_alone(user_id: int, *, drafts_only: bool) -> Select[int]:
    others = aliased(Authorship)
    shared = exists().where(others.post_id == Authorship.post_id, others.user_id != user_id)
    alone = select(Authorship.post_id).where(Authorship.user_id == user_id, ~shared)
    return alone.where(Authorship.published_at.is_(None)) if drafts_only else alone


def _count_off(posts: Select[int]) -> None:
    """Take posts from the counts of their tags, as `Post.unlist` does for one."""
    listed = select(Tagging.tag_id, func.count()).join(Post, Post.id == Tagging.post_id)
    counts = listed.where(Post.id.in_(posts), Post.listed).group_by(Tagging.tag_id).order_by(Tagging.tag_id)
    for tag_id, gone in db.session.execute(counts).all():
        db.session.execute(update(Tag).where(Tag.id == tag_id).values(post_count=Tag.post_count - gone))


def _make_nameless(user: User) -> None:
    """Leave a row that only signs posts and comments: nobody can sign in as it, or know whose it was."""
    reads.refresh()
    user.rename(next(name for name in _names(user.id) if not accounts.username_is_taken(name, but=user.id)))
    user.name, user.bio, user.role = NAME, "", "reader"
    user.email = user.email_key = user.password_hash = user.avatar = None
    user.totp_secret = user.totp_step = user.source_name = None
    user.disabled_at = utcnow()
    db.session.flush()
    for owner in PERSONAL:
        db.session.execute(delete(owner.class_).where(owner == user.id))


def _names(user_id: int) -> Iterator[str]:
    yield f"deleted-{user_id}"
    yield from (f"deleted-{user_id}-{number}" for number in count(2))
