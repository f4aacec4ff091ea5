"""Questions about posts. Lists select narrow rows; nothing here commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, exists, func, select, tuple_, union_all
from sqlalchemy.orm import aliased, joinedload

from blog.accounts.models import User
from blog.database import UtcDateTime
from blog.extensions import db
from blog.lib import slugs
from blog.posts.models import Alias, Authorship, Post, PostBody, Slug, Tag, Tagging
from blog.web import reads
from blog.web.pagination import Keyset
from blog.web.prepared import Prepared

# Lists are asked for on every page that no cache holds: plain tables, and statements built once.
_posts, _bodies, _authorships, _taggings, _tags, _users = (
    model.__table__.c for model in (Post, PostBody, Authorship, Tagging, Tag, User)
)
_CARD = (
    *(_posts.id, _posts.slug, _posts.title, _posts.excerpt, _posts.language, _posts.words),
    _posts.cover,
)

# All public posts.
PUBLISHED = Keyset(select(*_CARD, _posts.published_at), _posts.published_at, _posts.id)

# One author's; takes `user`.
BY_AUTHOR = Keyset(
    select(*_CARD, _authorships.published_at)
    .join(Authorship.__table__, _posts.id == _authorships.post_id)
    .where(_authorships.user_id == bindparam("user")),
    _authorships.published_at,
    _authorships.post_id,
)

# Those under one tag; takes `tag`.
TAGGED = Keyset(
    select(*_CARD, _taggings.published_at)
    .join(Tagging.__table__, _posts.id == _taggings.post_id)
    .where(_taggings.tag_id == bindparam("tag")),
    _taggings.published_at,
    _taggings.post_id,
)

_AUTHORS = Prepared(
    select(_authorships.post_id, _users.username, _users.name, _users.avatar)
    .join(User.__table__, _users.id == _authorships.user_id)
    .where(_authorships.post_id.in_(bindparam("ids", expanding=True)))
    .order_by(_authorships.post_id, _authorships.position)
)


class Author(NamedTuple):
    """An author as a byline shows them."""

    username: str
    name: str
    avatar: str | None


def authors_of(ids: Iterable[int]) -> dict[int, tuple[Author, ...]]:
    """Return {post id: its authors, in their order}."""
    authors: dict[int, tuple[Author, ...]] = dict.fromkeys(ids, ())
    for row in reads.ask(_AUTHORS, ids=list(authors)):
        authors[row.post_id] = (*authors[row.post_id], Author(row.username, row.name, row.avatar))
    return authors


_any_article = (
    select(*_CARD, _posts.published_at, _posts.updated_at, _bodies.html, _bodies.headings)
    .join(PostBody.__table__, _bodies.post_id == _posts.id)
    .where(_posts.slug == bindparam("slug"))
)
_ARTICLE = Prepared(_any_article.where(_posts.published_at <= bindparam("now", type_=UtcDateTime())))
_ANY_ARTICLE = Prepared(_any_article)
_TAGS = Prepared(
    select(_tags.slug, _tags.name)
    .join(Tagging.__table__, _taggings.tag_id == _tags.id)
    .where(_taggings.post_id == bindparam("post"))
    .order_by(_taggings.position)
)
_POSITION = tuple_(_posts.published_at, _posts.id)
_HERE = tuple_(bindparam("moment", type_=UtcDateTime()), bindparam("post", type_=_posts.id.type))
_BESIDE = select(_posts.slug, _posts.title, _posts.published_at, _posts.id).limit(1)
_NEWER = _BESIDE.where(
    _POSITION > _HERE, _posts.published_at <= bindparam("now", type_=UtcDateTime())
).order_by(_posts.published_at, _posts.id)
_OLDER = _BESIDE.where(_POSITION < _HERE).order_by(_posts.published_at.desc(), _posts.id.desc())
_BOTH = Prepared(union_all(select(_NEWER.subquery()), select(_OLDER.subquery())))


def article(slug: str, now: datetime) -> Row[Any] | None:
    """Return the public post under `slug` as its page shows it: a card's columns, html, headings."""
    found: Row[Any] | None = reads.ask(_ARTICLE, slug=slug, now=now).first()
    return found


def unpublished_article(slug: str) -> Row[Any] | None:
    """Return the post under `slug` in the same form, whoever may read it: ask `access` first."""
    found: Row[Any] | None = reads.ask(_ANY_ARTICLE, slug=slug).first()
    return found


def tags_of(post: Row[Any]) -> Sequence[Row[Any]]:
    """Return the tags of one post as rows of (slug, name), in their order."""
    return reads.ask(_TAGS, post=post.id)


def neighbours(post: Row[Any], now: datetime) -> tuple[Row[Any] | None, Row[Any] | None]:
    """Return the (newer, older) public posts beside a public one, as rows of (slug, title)."""
    if post.published_at is None or post.published_at > now:
        return None, None
    beside = reads.ask(_BOTH, moment=post.published_at, post=post.id, now=now)
    here = (post.published_at, post.id)
    newer = next((row for row in beside if (row.published_at, row.id) > here), None)
    older = next((row for row in beside if (row.published_at, row.id) < here), None)
    return newer, older


def by_slug(slug: str) -> Post | None:
    """Return the post that has this slug now, with its text."""
    return db.session.scalar(select(Post).where(Post.slug == slug).options(joinedload(Post.body)))


def slug_after(old_slug: str, now: datetime) -> str | None:
    """Return the present slug of the public post that once had `old_slug`."""
    statement = select(Post.slug).join(Slug, Slug.post_id == Post.id)
    return db.session.scalar(statement.where(Slug.slug == old_slug, Post.published_at <= now))


_DELETED = Prepared(select(Slug.slug).where(Slug.slug == bindparam("slug"), Slug.post_id.is_(None)))
_OWNER = Prepared(select(Slug.post_id).where(Slug.slug == bindparam("slug")))


def was_deleted(slug: str) -> bool:
    """Whether a post that anybody could read stood under `slug` and is gone for good.

    Reads beside the session.
    """
    return bool(reads.ask(_DELETED, slug=slug))


def was_thrown_away(slug: str) -> bool:
    """Whether a post that anybody could read stood under `slug` and lies in the trash."""
    known = Post.was_published_at <= Post.deleted_at
    statement = select(Slug.slug).join(Post, Post.id == Slug.post_id).where(Slug.slug == slug, known)
    return reads.execute(statement).first() is not None


def slug_at(path: str, now: datetime) -> str | None:
    """Return the slug of the public post that stood at `path` on the site it came from."""
    statement = select(Post.slug).join(Alias, Alias.post_id == Post.id)
    return db.session.scalar(statement.where(Alias.path == path.strip("/"), Post.published_at <= now))


def tag_by_slug(slug: str) -> Tag | None:
    """Return the tag at /tags/<slug>."""
    return db.session.scalar(select(Tag).where(Tag.slug == slug))


def tags_in_use() -> Sequence[Tag]:
    """Return the tags of listed posts by name."""
    return db.session.scalars(select(Tag).where(Tag.post_count > 0).order_by(Tag.name)).all()


def spelled(names: Iterable[str]) -> list[str]:
    """Return the names of tags as they are spelled here already. Reads beside the session."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(slugs.slugify(name), name)
    known = reads.execute(select(_tags.slug, _tags.name).where(_tags.slug.in_(wanted))) if wanted else ()
    return list({**wanted, **{row.slug: row.name for row in known}}.values())


def tags_like(start: str, most: int) -> Sequence[str]:
    """Return the names of listed tags that begin so, the most used first. Reads beside the session."""
    statement = select(_tags.name).where(_tags.name.istartswith(start, autoescape=True), _tags.post_count > 0)
    return reads.execute(statement.order_by(_tags.post_count.desc(), _tags.name).limit(most)).scalars().all()


def slug_is_taken(slug: str, but: int | None) -> bool:
    """Whether a post other than `but` has or had that slug. Reads beside the session."""
    owner = reads.ask(_OWNER, slug=slug).first()
    return owner is not None and (owner.post_id is None or owner.post_id != but)


class Tally(NamedTuple):
    """How many posts somebody wrote; `shared` are those of all kinds that others wrote too."""

    published: int
    scheduled: int
    drafts: int
    shared: int

    @property
    def total(self) -> int:
        """How many there are, whoever may read them."""
        return self.published + self.scheduled + self.drafts


def tally(user_id: int, now: datetime) -> Tally:
    """Count the posts of a user at `now`, but for those in the trash. Reads beside the session."""
    when, others = Authorship.published_at, aliased(Authorship)
    also = exists().where(others.post_id == Authorship.post_id, others.user_id != Authorship.user_id)
    kinds = (when <= now, when > now, when.is_(None), also)
    counts = select(*(func.count().filter(kind) for kind in kinds)).join(Post, Post.id == Authorship.post_id)
    kept = Authorship.user_id == user_id, Post.deleted_at.is_(None)
    return Tally._make(reads.execute(counts.where(*kept)).one())


def waiting(now: datetime) -> Sequence[Post]:
    """Return the posts whose time has come but which no count includes yet."""
    statement = select(Post).where(Post.listed.is_(False), Post.published_at <= now)
    return db.session.scalars(statement.with_for_update()).all()


def next_publication(now: datetime) -> datetime | None:
    """Return when the next scheduled post becomes public."""
    statement = select(Post.published_at).where(Post.published_at > now, Post.listed.is_(False))
    return db.session.scalar(statement.order_by(Post.published_at).limit(1))


_TEXTS = (
    select(*_CARD, _posts.published_at, _bodies.html)
    .join(PostBody.__table__, _bodies.post_id == _posts.id)
    .where(_posts.id.in_(bindparam("ids", expanding=True)))
)


def texts(ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return posts in the order of their ids, as rows of a card's columns and html, whoever may read them."""
    rows = {row.id: row for row in reads.execute(_TEXTS, {"ids": ids})} if ids else {}
    return [rows[id] for id in ids if id in rows]
