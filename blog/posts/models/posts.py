"""Posts, their text, authors, tags and addresses.

Lists read the narrow `posts` rows only; the text lies in `post_bodies`. Authorships and
taggings repeat `published_at`, so that the list of one tag or author is one index range.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import User
from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.lib import markdown
from blog.site import models as site

POST_ID = "posts.id"


class Tag(db.Model):  # type: ignore[name-defined]
    """A subject. `post_count` counts the listed posts only."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    post_count: Mapped[int] = mapped_column(default=0)


class Authorship(db.Model):  # type: ignore[name-defined]
    """Who wrote a post, in the order given."""

    __tablename__ = "authorships"
    __table_args__ = (Index("ix_authorships_list", "user_id", "published_at", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey(POST_ID, ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    position: Mapped[int]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class Tagging(db.Model):  # type: ignore[name-defined]
    """What a post is about, in the order given."""

    __tablename__ = "taggings"
    __table_args__ = (Index("ix_taggings_list", "tag_id", "published_at", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey(POST_ID, ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    position: Mapped[int]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    tag: Mapped[Tag] = relationship()


class PostBody(db.Model):  # type: ignore[name-defined]
    """The text as written and as rendered, with the renderer's version."""

    __tablename__ = "post_bodies"

    post_id: Mapped[int] = mapped_column(ForeignKey(POST_ID, ondelete="CASCADE"), primary_key=True)
    markdown: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    headings: Mapped[list[list[str | int]]] = mapped_column(JSON, default=list)  # [level, id, text]
    renderer: Mapped[int] = mapped_column(default=0)


class Slug(db.Model):  # type: ignore[name-defined]
    """Every slug a post has or had; the old ones redirect, and none is given away again.

    That of a deleted post stays behind without one.
    """

    __tablename__ = "post_slugs"

    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey(POST_ID, ondelete="SET NULL"), index=True)


class Alias(db.Model):  # type: ignore[name-defined]
    """An address from the site that a post came from, without slashes at its ends."""

    __tablename__ = "post_aliases"

    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey(POST_ID, ondelete="CASCADE"), index=True)


class Post(db.Model):  # type: ignore[name-defined]
    """A post: a draft without `published_at`, scheduled while that lies ahead, else public."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    excerpt: Mapped[str] = mapped_column(String(600), default="")
    language: Mapped[str | None] = mapped_column(String(35))
    words: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether the stored counts of its tags and authors include it; see `publications.catch_up`.
    listed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    # Where an import found it, what it looked like there, and the version it became here.
    source_key: Mapped[str | None] = mapped_column(String(500), unique=True)
    source_hash: Mapped[str | None] = mapped_column(String(64))
    source_version: Mapped[int | None]

    body: Mapped[PostBody] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    slugs: Mapped[list[Slug]] = relationship(passive_deletes="all")  # they outlive the post
    aliases: Mapped[list[Alias]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    authorships: Mapped[list[Authorship]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=Authorship.position
    )
    taggings: Mapped[list[Tagging]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=Tagging.position
    )

    __table_args__ = (
        Index("ix_posts_list", "published_at", "id"),
        Index("ix_posts_waiting", "listed", "published_at"),
    )

    @property
    def authors(self) -> list[User]:
        """The authors, in the order given."""
        return [authorship.user for authorship in self.authorships]

    @property
    def tags(self) -> list[Tag]:
        """The tags, in the order given."""
        return [tagging.tag for tagging in self.taggings]

    def is_public(self, now: datetime) -> bool:
        """Whether anybody may read it at `now`."""
        return self.published_at is not None and self.published_at <= now

    def take_slug(self, slug: str) -> None:
        """Move to `slug`, which must be free; the one it had goes on redirecting."""
        self.slug = slug
        if slug not in (known.slug for known in self.slugs):
            self.slugs.append(Slug(slug=slug))

    def set_text(self, source: str, rendered: markdown.Rendered, excerpt: str = "") -> None:
        """Take Markdown and what it was rendered to; the excerpt is the text's own unless given."""
        self.body = self.body or PostBody()
        self.body.markdown = source
        self.body.html = rendered.html
        self.body.headings = [[heading.level, heading.id, heading.text] for heading in rendered.headings]
        self.body.renderer = markdown.RENDERER
        self.words = rendered.words
        self.excerpt = markdown.excerpt(excerpt or rendered.lead)

    def set_credits(self, authors: Iterable[User], tags: Iterable[Tag]) -> None:
        """Say who wrote it and what it is about; counts follow by `publish` or `unlist`."""
        listed = self.listed
        self.unlist()
        self.authorships = [
            Authorship(user=user, position=n, published_at=self.published_at)
            for n, user in enumerate(authors)
        ]
        self.taggings = [
            Tagging(tag=tag, position=n, published_at=self.published_at) for n, tag in enumerate(tags)
        ]
        if listed:
            self.enlist()

    def publish(self, when: datetime | None) -> None:
        """Be public from `when` on; None makes it a draft again."""
        self.unlist()
        self.published_at = when
        for authorship in self.authorships:
            authorship.published_at = when
        for tagging in self.taggings:
            tagging.published_at = when
        if self.is_public(utcnow()):
            self.enlist()
        elif when is not None:
            site.fall_due(when)
        site.raise_version()

    def enlist(self) -> None:
        """Enter the counts of its tags and authors."""
        db.session.flush()
        self._count(+1)
        self.listed = True

    def unlist(self) -> None:
        """Leave the counts of its tags and authors."""
        if self.listed:
            self._count(-1)
        self.listed = False

    def _count(self, step: int) -> None:
        tags, users = [tag.id for tag in self.tags], [user.id for user in self.authors]
        for model, ids in ((Tag, tags), (User, users)):
            # Counted by the database: two writers must not overwrite each other's sum.
            counted = update(model).where(model.id.in_(ids)).values(post_count=model.post_count + step)
            db.session.execute(counted, execution_options={"synchronize_session": "fetch"})
