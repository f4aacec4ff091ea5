"""Which posts stand in a feed, and all that it says about them. Everything is read beside the session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, select

from blog.database import UtcDateTime
from blog.posts import queries
from blog.posts.models import Authorship, Post, PostBody, Tag, Tagging
from blog.web import reads

LENGTH = 20
MOST_TEXT = 1_000_000  # characters of HTML in one feed; a post that would be more is only summed up

_posts, _bodies, _authorships, _taggings, _tags = (
    model.__table__.c for model in (Post, PostBody, Authorship, Tagging, Tag)
)
_COLUMNS = (
    *(_posts.id, _posts.slug, _posts.title, _posts.excerpt, _posts.language, _posts.cover),
    *(_posts.published_at, _posts.updated_at),
)


def _newest(statement: Select[Any], published_at: Any, id: Any) -> Select[Any]:
    public = statement.where(published_at <= bindparam("now", type_=UtcDateTime()))
    return public.order_by(published_at.desc(), id.desc()).limit(LENGTH)


# All public posts.
PUBLISHED = _newest(select(*_COLUMNS), _posts.published_at, _posts.id)

# One author's; takes `user`.
BY_AUTHOR = _newest(
    select(*_COLUMNS)
    .join(Authorship.__table__, _posts.id == _authorships.post_id)
    .where(_authorships.user_id == bindparam("user")),
    _authorships.published_at,
    _authorships.post_id,
)

# Those under one tag; takes `tag`.
TAGGED = _newest(
    select(*_COLUMNS)
    .join(Tagging.__table__, _posts.id == _taggings.post_id)
    .where(_taggings.tag_id == bindparam("tag")),
    _taggings.published_at,
    _taggings.post_id,
)

_TAGS = (
    select(_taggings.post_id, _tags.slug, _tags.name)
    .join(Tag.__table__, _tags.id == _taggings.tag_id)
    .where(_taggings.post_id.in_(bindparam("ids", expanding=True)))
    .order_by(_taggings.post_id, _taggings.position)
)
_LENGTHS = select(_bodies.post_id, func.length(_bodies.html).label("length")).where(
    _bodies.post_id.in_(bindparam("ids", expanding=True))
)
_TEXTS = select(_bodies.post_id, _bodies.html).where(_bodies.post_id.in_(bindparam("ids", expanding=True)))


class Subject(NamedTuple):
    """A tag as a feed names it."""

    slug: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One post. `html` is None where the whole text would make the feed too large."""

    post: Row[Any]
    authors: tuple[queries.Author, ...]
    tags: tuple[Subject, ...]
    html: str | None

    @property
    def updated(self) -> datetime:
        """When it last changed for readers: what was edited before it was published is new with it."""
        latest: datetime = max(self.post.published_at, self.post.updated_at)
        return latest


def newest(statement: Select[Any], now: datetime, **values: int) -> list[Entry]:
    """Return the newest posts of `statement` that are public at `now`; `values` are its own parameters."""
    posts = reads.execute(statement, {"now": now, **values}).all()
    ids = [post.id for post in posts]
    authors, tags, texts = queries.authors_of(ids), _tags_of(ids), _texts_of(ids)
    return [Entry(post, authors[post.id], tags[post.id], texts.get(post.id)) for post in posts]


def _tags_of(ids: Iterable[int]) -> dict[int, tuple[Subject, ...]]:
    tags: dict[int, tuple[Subject, ...]] = dict.fromkeys(ids, ())
    for row in reads.execute(_TAGS, {"ids": list(tags)}):
        tags[row.post_id] = (*tags[row.post_id], Subject(row.slug, row.name))
    return tags


def _texts_of(ids: list[int]) -> dict[int, str]:
    """Return the HTML of the posts, in this order, as far as it fits: what does not is never read."""
    lengths = {row.post_id: row.length for row in reads.execute(_LENGTHS, {"ids": ids})}
    fitting, room = [], MOST_TEXT
    for id in ids:
        if lengths.get(id, 0) <= room:
            room -= lengths.get(id, 0)
            fitting.append(id)
    return {row.post_id: row.html for row in reads.execute(_TEXTS, {"ids": fitting})}
