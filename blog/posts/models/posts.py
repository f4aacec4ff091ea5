"""Posts: what they are, how they are written, published and thrown away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import User
from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.lib import markdown
from blog.posts.content import EXCERPT_LENGTH, Content
from blog.posts.models.parts import Alias, Authorship, PostBody, Slug, Tag, Tagging
from blog.site import models as site


class Post(db.Model):  # type: ignore[name-defined]
    """A post: a draft without `published_at`, scheduled while that lies ahead, else public.

    One in the trash has no `published_at` either, so that no reader's query can find it.
    """

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    excerpt: Mapped[str] = mapped_column(String(600), default="")
    language: Mapped[str | None] = mapped_column(String(35))
    words: Mapped[int] = mapped_column(default=0)
    # {"path", "alt", "width", "height", "narrower": [other widths in pixels]}
    cover: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether the stored counts of its tags and authors include it; see `publications.catch_up`.
    listed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    # Of the form it came from: sent twice, it is still one post.
    draft_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    was_published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # before it was deleted
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

    @property
    def content(self) -> Content:
        """What its author wrote, as it stands now."""
        cover = self.cover or {}
        return Content(
            title=self.title,
            body=self.body.markdown,
            tags=tuple(tag.name for tag in self.tags),
            excerpt=self.body.summary,
            slug=self.slug,
            cover=cover.get("path", ""),
            cover_alt=cover.get("alt", ""),
            language=self.language or "",
        )

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
        self.body.headings = rendered.outline
        self.body.renderer = markdown.RENDERER
        self.words = rendered.words
        self.body.summary = markdown.excerpt(excerpt, EXCERPT_LENGTH)
        self.excerpt = self.body.summary or markdown.excerpt(rendered.lead)

    def set_tags(self, tags: Sequence[Tag]) -> None:
        """Say what it is about."""
        if list(tags) != self.tags:
            self.set_credits(self.authors, tags)

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

    def appear(self, when: datetime | None) -> None:
        """Publish because a person says so: a later import leaves it alone."""
        self.publish(when)
        self._belong_here()

    def trash(self, user_id: int) -> None:
        """Take it away from readers and lists; `restore` brings it back as it was."""
        self.deleted_at, self.deleted_by_id = utcnow(), user_id
        self.was_published_at = self.published_at
        self.appear(None)

    def restore(self) -> None:
        """Take it out of the trash, as public as it was; what fell due meanwhile comes back as a draft."""
        when = None if self.was_due_in_the_trash() else self.was_published_at
        self.was_published_at = None
        self.deleted_at = self.deleted_by_id = None
        self.appear(when)

    def was_due_in_the_trash(self) -> bool:
        """Whether the moment that it was scheduled for passed while it lay there."""
        if self.deleted_at is None or self.was_published_at is None:
            return False
        return self.deleted_at < self.was_published_at <= utcnow()

    def _belong_here(self) -> None:
        if self.source_version is not None:
            self.source_version = 0  # none of its versions, so it counts as edited

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
