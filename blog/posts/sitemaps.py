"""Every public address of the site, in parts that search engines accept. All is read beside the session.

Addresses are read while they are sent, when the request is over: each chunk on a connection of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, bindparam, case, func, null, select

from blog.accounts.models import User
from blog.database import READ_ONLY, UtcDateTime
from blog.posts.models import Post, Tag
from blog.web import reads
from blog.web.pagination import MAX_ID

LIMIT = 50_000  # addresses in one file, by the protocol
CHUNK = 1000  # rows that are in memory at once
PAGES = ("/", "/about", "/archive", "/tags/")

Address = tuple[str, datetime | None]  # path, when it last changed


@dataclass(frozen=True)
class Section:
    """Addresses of one kind. A part of them is a range of ids, so that the last costs what the first does.

    A part also stays as it is when posts are added, and one that is deleted moves no other.
    """

    prefix: str
    id: ColumnElement[int]
    name: ColumnElement[str]  # the last part of an address
    changed: ColumnElement[Any]  # when what stands there last changed for readers, where that is known
    public: ColumnElement[bool]

    @property
    def counts(self) -> Select[Any]:
        """Rows of (part, how many); takes `now` and `size`."""
        part: ColumnElement[Any] = ((self.id - 1) // bindparam("size")).label("part")
        columns: tuple[Any, ...] = (part, func.count().label("held"))
        return select(*columns).where(self.public).group_by(part)

    @property
    def rows(self) -> Select[Any]:
        """The next rows of a range of ids; takes `now`, `after` and `last`."""
        within = self.id > bindparam("after"), self.id <= bindparam("last")
        return (
            select(self.id, self.name, self.changed)
            .where(self.public, *within)
            .order_by(self.id)
            .limit(CHUNK)
        )


_NOW = bindparam("now", type_=UtcDateTime())
_posts, _tags, _users = (model.__table__.c for model in (Post, Tag, User))
_changed = case((_posts.updated_at > _posts.published_at, _posts.updated_at), else_=_posts.published_at)
SECTIONS = (
    Section("/posts/", _posts.id, _posts.slug, _changed, _posts.published_at <= _NOW),
    Section("/tags/", _tags.id, _tags.slug, null(), _tags.post_count > 0),
    Section("/@", _users.id, _users.username, null(), _users.post_count > 0),
)


def parts(now: datetime) -> list[int]:
    """Return the numbers of the parts that hold something; [] where all fits into one file.

    Part 0 holds the pages that every site has; then come the first part of each section, the second of each.
    """
    numbers, total = [0], len(PAGES)
    for place, section in enumerate(SECTIONS):
        for row in reads.execute(section.counts, {"now": now, "size": LIMIT}):
            numbers.append(row.part * len(SECTIONS) + place + 1)
            total += row.held
    return sorted(numbers) if total > LIMIT else []


def everything(engine: Engine, now: datetime) -> Iterator[Address]:
    """Yield all addresses, for a site whose addresses fit into one file."""
    return chain(_pages(), *(_range(engine, section, 0, MAX_ID, now) for section in SECTIONS))


def part(engine: Engine, number: int, now: datetime) -> Iterator[Address]:
    """Yield the addresses of the part of that number, at most LIMIT."""
    if number == 0:
        return _pages()
    nth, place = divmod(number - 1, len(SECTIONS))
    return _range(engine, SECTIONS[place], nth * LIMIT, (nth + 1) * LIMIT, now)


def _pages() -> Iterator[Address]:
    return ((path, None) for path in PAGES)


def _range(engine: Engine, section: Section, after: int, last: int, now: datetime) -> Iterator[Address]:
    """Read a chunk at a time, and hold nothing while it is sent: the reader at the other end may be slow."""
    while True:
        with engine.connect().execution_options(**READ_ONLY) as connection:
            rows = connection.execute(section.rows, {"now": now, "after": after, "last": last}).all()
        for _id, name, changed in map(tuple, rows):
            yield section.prefix + name, changed
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]
