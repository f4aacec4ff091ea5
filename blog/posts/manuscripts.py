"""Posts as those who write them see them: whatever their state. Reads beside the session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, exists, func, select

from blog.accounts.models import User
from blog.posts.content import Content
from blog.posts.drafts import Draft
from blog.posts.models import Authorship, Post, PostBody, Slug, Tag, Tagging
from blog.web import reads
from blog.web.prepared import Prepared


class Manuscript(NamedTuple):
    """What a form about a post has to know."""

    id: int
    slug: str
    title: str
    version: int
    published_at: datetime | None
    deleted_at: datetime | None
    was_published_at: datetime | None
    deleted_by: str | None
    author_ids: frozenset[int]

    def state(self, now: datetime) -> str:
        """Return "deleted", "draft", "scheduled" or "published"."""
        if self.deleted_at:
            return "deleted"
        if self.published_at is None:
            return "draft"
        return "published" if self.published_at <= now else "scheduled"

    def is_known_to_readers(self, now: datetime) -> bool:
        """Whether anybody may know that it exists: published, or deleted after it was."""
        if self.deleted_at:
            return self.was_published_at is not None and self.was_published_at <= self.deleted_at
        return self.state(now) == "published"


_COLUMNS: tuple[Any, ...] = (
    *(
        Post.id,
        Post.slug,
        Post.title,
        Post.version,
        Post.published_at,
        Post.deleted_at,
        Post.was_published_at,
    ),
    User.name.label("deleted_by"),
)
_MANUSCRIPT = select(*_COLUMNS).outerjoin(User, User.id == Post.deleted_by_id)
_AT = Prepared(_MANUSCRIPT.join(Slug, Slug.post_id == Post.id).where(Slug.slug == bindparam("slug")))
_wrote = exists().where(Authorship.post_id == Post.id, Authorship.user_id == bindparam("user"))
_MADE_FROM = Prepared(_MANUSCRIPT.where(Post.draft_key == bindparam("key"), _wrote))
_AUTHORS = Prepared(select(Authorship.user_id).where(Authorship.post_id == bindparam("post")))


def find(slug: str) -> Manuscript | None:
    """Return the post that has `slug` now, or had it once."""
    return _one(_AT, slug=slug)


def made_from(draft_key: str, user_id: int) -> Manuscript | None:
    """Return the post that this very form of `user_id` became when it was sent before."""
    return _one(_MADE_FROM, key=draft_key, user=user_id) if draft_key else None


def is_taken(draft_key: str) -> bool:
    """Whether a post came from a form of that key: somebody else's, where it is not `made_from` one's own."""
    return reads.execute(select(Post.id).where(Post.draft_key == draft_key)).first() is not None


def slug_of(post_id: int | None) -> str | None:
    """Return where a post stands."""
    return reads.execute(select(Post.slug).where(Post.id == post_id)).scalar() if post_id else None


def _one(question: Prepared, **values: object) -> Manuscript | None:
    row = reads.ask(question, **values).first()
    if row is None:
        return None
    authors = reads.ask(_AUTHORS, post=row.id).scalars()
    return Manuscript._make((*row, frozenset(authors)))


def content(post_id: int) -> Content:
    """Return what stands in a post now."""
    text = select(
        *(Post.title, Post.slug, Post.cover, Post.language, PostBody.markdown, PostBody.summary)
    ).join(PostBody, PostBody.post_id == Post.id)
    row = reads.execute(text.where(Post.id == post_id)).one()
    names = select(Tag.name).join(Tagging, Tagging.tag_id == Tag.id).where(Tagging.post_id == post_id)
    cover = row.cover or {}
    return Content(
        title=row.title,
        body=row.markdown,
        tags=tuple(reads.execute(names.order_by(Tagging.position)).scalars()),
        excerpt=row.summary,
        slug=row.slug,
        cover=cover.get("path", ""),
        cover_alt=cover.get("alt", ""),
        language=row.language or "",
    )


_OWN = (
    select(Post.id, Post.slug, Post.title, Post.words, Post.published_at, Post.updated_at, Post.deleted_at)
    .join(Authorship, Authorship.post_id == Post.id)
    .limit(500)
)


def unpublished(user_id: int, now: datetime) -> Sequence[Row[Any]]:
    """Return somebody's drafts and scheduled posts, the last changed first."""
    hidden = _OWN.where(Authorship.user_id == user_id, Post.deleted_at.is_(None))
    waiting = (Authorship.published_at.is_(None)) | (Authorship.published_at > now)
    return reads.execute(hidden.where(waiting).order_by(Post.updated_at.desc(), Post.id.desc())).all()


def trash(user_id: int) -> Sequence[Row[Any]]:
    """Return somebody's deleted posts, the last deleted first."""
    deleted = _OWN.where(Authorship.user_id == user_id, Post.deleted_at.is_not(None))
    return reads.execute(deleted.order_by(Post.deleted_at.desc(), Post.id.desc())).all()


def unsaved(user_id: int) -> Sequence[Row[Any]]:
    """Return the forms that somebody left without saving, the last first, with the posts they belong to."""
    lead = func.substr(Draft.body, 1, 80).label("lead")
    columns = (Draft.key, Draft.title, lead, Draft.saved_at, Post.slug, Post.title.label("post_title"))
    of_posts = select(*columns, Post.deleted_at).outerjoin(Post, Post.id == Draft.post_id).limit(500)
    return reads.execute(of_posts.where(Draft.user_id == user_id).order_by(Draft.saved_at.desc())).all()
