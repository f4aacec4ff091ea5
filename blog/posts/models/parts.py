"""What belongs to a post: tags, authors, text, addresses, pictures.

Authorships and taggings repeat `published_at`, so that the list of one tag or author is one index range.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import User
from blog.database import UtcDateTime
from blog.extensions import db

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
    summary: Mapped[str] = mapped_column(String(600), default="")  # the excerpt as its author wrote it


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


class PictureUse(db.Model):  # type: ignore[name-defined]
    """That a post shows, or in an earlier revision showed, the picture with this key."""

    __tablename__ = "picture_uses"

    post_id: Mapped[int] = mapped_column(ForeignKey(POST_ID, ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
