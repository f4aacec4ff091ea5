"""Every version of a post, kept for good; the one way in which its text changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Row, String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.accounts.models import User
from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.lib import diff, slugs
from blog.posts import pictures
from blog.posts.content import TAG_LENGTH, Content
from blog.posts.models import Post, Slug, Tag
from blog.posts.typesetting import Typeset
from blog.site import models as site
from blog.web import reads
from blog.web.prepared import Prepared


class Revision(db.Model):  # type: ignore[name-defined]
    """A post as it was saved; `number` is the post's version then."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    added: Mapped[int] = mapped_column(default=0)  # words
    removed: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


_ANY = Prepared(select(Revision.id).where(Revision.post_id == bindparam("post")).limit(1))


def begin(post: Post, text: Typeset, user: User) -> None:
    """Give a new post, which has no id yet, its author, text and first revision.

    The caller holds the site row, so that nobody takes the same slug meanwhile; one that was wished is free.
    """
    post.authorships, post.taggings, post.version = [], [], 1
    post.title, post.slug = text.content.title, text.content.slug or _free_slug(text.content.title)
    post.slugs = [Slug(slug=post.slug)]
    db.session.add(post)
    db.session.flush()
    post.set_credits([user], [])
    _fill(post, text)
    _record(post, user.id, Content(), "")


def revise(post: Post, text: Typeset, user_id: int, note: str = "") -> bool:
    """Save a text as the next version; return False where it is what stands there already.

    The caller holds the post and the site row.
    """
    before = post.content
    if text.content == before:
        return False
    if not _ANY.ask(db.session.connection(), {"post": post.id}):
        _record(post, next((author.id for author in post.authors), None), Content(), "", post.updated_at)
    post.version += 1
    post.updated_at = utcnow()
    if text.content.slug and text.content.slug != post.slug:
        post.take_slug(text.content.slug)
    _fill(post, text)
    _record(post, user_id, before, note)
    if post.is_public(post.updated_at):
        site.raise_version()
    return True


def _fill(post: Post, text: Typeset) -> None:
    content = text.content
    post.title, post.language, post.cover = content.title, content.language or None, text.cover
    post.set_text(content.body, text.numbered(post.id), content.excerpt)
    post.set_tags([_tag(name) for name in content.tags])
    pictures.note_uses(post.id, content)


def _record(
    post: Post, author_id: int | None, before: Content, note: str, when: datetime | None = None
) -> None:
    content = post.content
    added, removed = diff.size(f"{before.title}\n{before.body}", f"{content.title}\n{content.body}")
    row = Revision(post_id=post.id, number=post.version, author_id=author_id, note=note)
    row.title, row.body, row.details = content.title, content.body, content.details
    row.added, row.removed, row.created_at = added, removed, when or utcnow()
    db.session.add(row)


def _tag(name: str) -> Tag:
    """Return the tag of that name, made where it is new."""
    slug = slugs.slugify(name, TAG_LENGTH)
    tag = db.session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        tag = Tag(slug=slug, name=name)
        db.session.add(tag)
        db.session.flush()
    return tag


def _free_slug(title: str) -> str:
    """Return the slug for a title, counted up where posts have or had it: "tides", "tides-2"."""
    stem = slugs.slugify(title, 70)
    near = Slug.slug.startswith(stem, autoescape=True)
    taken = set(db.session.scalars(select(Slug.slug).where(near)))
    return next(
        slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )


_HISTORY: tuple[Any, ...] = (
    *(Revision.number, Revision.added, Revision.removed, Revision.note, Revision.created_at),
    *(User.name.label("author"), User.username, User.avatar),
)


def history(post_id: int) -> Sequence[Row[Any]]:
    """Return the revisions of a post, the newest first, without their texts. Reads beside the session."""
    rows = select(*_HISTORY).outerjoin(User, User.id == Revision.author_id)
    return reads.execute(rows.where(Revision.post_id == post_id).order_by(Revision.number.desc())).all()


def content(post_id: int, number: int) -> Content | None:
    """Return what revision `number` of a post holds. Reads beside the session."""
    columns = select(Revision.title, Revision.body, Revision.details)
    row = reads.execute(columns.where(Revision.post_id == post_id, Revision.number == number)).first()
    return Content.of(row.title, row.body, row.details) if row else None


def last_author(post_id: int) -> Row[Any] | None:
    """Return (id, name) of whoever saved a post last. Reads beside the session."""
    people = select(User.id, User.name).join(Revision, Revision.author_id == User.id)
    last = people.where(Revision.post_id == post_id).order_by(Revision.number.desc()).limit(1)
    return reads.execute(last).first()
