"""How each database is asked for the newest posts that hold some words: the one place that knows both.

Each has two indexes: of the heads of posts (title, tags, authors), and of all their words.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Row, TextClause, bindparam, func, or_, select, text

from blog.database import UtcDateTime
from blog.extensions import db
from blog.lib.search import Query
from blog.posts.search.models import IndexedPost, era, era_mark, place
from blog.web import reads
from blog.web.pagination import MAX_ID

_INDEXED_PREFIXES = range(3, 6)  # lengths for which the migration made an index
_MOST_WORDS = 200  # that a longer prefix may stand for
_WINDOW = 3_000  # posts
_BATCH = 50  # whole texts that are held at a time

_texts = IndexedPost.__table__.c
_FIELDS = (_texts.body, _texts.title, _texts.tags, _texts.authors)
SOME = _texts.id.in_(bindparam("ids", expanding=True, literal_execute=True))


class Matches(NamedTuple):
    """What matches by its head, and what matches at all: each the newest first, no more than asked for.

    Rows are those of the index without the body.
    """

    heads: Sequence[Row[Any]]
    whole: Sequence[Row[Any]]


class Wanted(NamedTuple):
    """What to look for: posts that hold all words and marks and are public at `now`; so many of each kind."""

    query: Query
    marks: Sequence[str]
    now: datetime
    heads: int
    whole: int

    @property
    def latest(self) -> int:
        """The last place in time that a public post can have."""
        return place(self.now, MAX_ID)


class Engine(Protocol):
    """What a search asks of a database."""

    def newest(self, wanted: Wanted) -> Matches:
        """Return the newest posts of each kind."""

    def holding(self, ids: Sequence[int], needles: Sequence[str], most: int) -> list[int]:
        """Return those of `ids`, in their order, in whose texts each needle stands, in any one of them."""


def engine() -> Engine:
    """Return the engine of the database at hand."""
    return Fts5() if db.engine.dialect.name == "sqlite" else Gin()


# However an index found them: a post is shown only where its own date says so.
_ROWS = (
    "SELECT found.id, post_id, search_posts.title, tags, authors, marks FROM ({}) AS found"
    " JOIN search_posts ON search_posts.id = found.id"
    " JOIN posts ON posts.id = post_id AND posts.published_at <= :now ORDER BY found.id DESC"
)


def _rows(found: str) -> TextClause:
    return text(_ROWS.format(found)).bindparams(bindparam("now", type_=UtcDateTime()))


class Fts5:
    """SQLite: reads its lists from the newest post on, and stops when it has enough."""

    _ASK = tuple(
        _rows(
            f"SELECT rowid AS id FROM {index} WHERE {index} MATCH :query AND rowid <= :latest"
            " ORDER BY rowid DESC LIMIT :most"
        )
        for index in ("search_heads", "search_whole")
    )
    _VOCABULARY = text("SELECT term FROM search_vocabulary WHERE term >= :first AND term < :last LIMIT :most")
    _READ = select(_texts.id, *_FIELDS).where(SOME)

    def newest(self, wanted: Wanted) -> Matches:
        """See Engine."""
        terms = [self._begun(word) if prefix else _quoted(word) for word, prefix in wanted.query.terms]
        query = " AND ".join((*terms, *map(_quoted, wanted.marks)))
        values = {"query": query, "latest": wanted.latest, "now": wanted.now}
        heads, whole = self._ASK
        return Matches(
            reads.execute(heads, {**values, "most": wanted.heads}).all(),
            reads.execute(whole, {**values, "most": wanted.whole}).all(),
        )

    def _begun(self, prefix: str) -> str:
        """Write a prefix as it is answered soonest: all posts of one that has no index would be sorted."""
        if len(prefix) not in _INDEXED_PREFIXES:
            values = {"first": prefix, "last": f"{prefix}\U0010ffff", "most": _MOST_WORDS + 1}
            words = reads.execute(self._VOCABULARY, values).scalars().all()
            if words and len(words) <= _MOST_WORDS:
                return f"({' OR '.join(map(_quoted, words))})"
        return f"{_quoted(prefix)} *"

    def holding(self, ids: Sequence[int], needles: Sequence[str], most: int) -> list[int]:
        """See Engine. Looked up here: Python is quicker at it, and the texts are in this process anyway."""
        found: list[int] = []
        for first in range(0, len(ids), _BATCH):
            batch = ids[first : first + _BATCH]
            rows = {row[0]: row[1:] for row in reads.execute(self._READ, {"ids": batch}).all()}
            found += [id for id in batch if id in rows and _hold(rows[id], needles)]
            if len(found) >= most:
                break
        return found[:most]


def _quoted(word: str) -> str:
    doubled = word.replace('"', '""')
    return f'"{doubled}"'


def _hold(fields: Sequence[str], needles: Sequence[str]) -> bool:
    return all(any(needle in field for field in fields) for needle in needles)


_LINES = ("title || tags || authors || marks", "title || tags || authors || marks || body")
_GIN = (
    "SELECT id FROM search_posts WHERE search_words({}) @@ CAST(:query AS tsquery) AND {}"
    " ORDER BY id DESC LIMIT :most"
)


class Gin:
    """PostgreSQL: an index without an order, so it is asked for the newest posts first."""

    _EARLIEST = text(
        "SELECT id FROM search_posts WHERE id <= :latest ORDER BY id DESC OFFSET :window LIMIT 1"
    )
    _NEAR = tuple(_rows(_GIN.format(line, "id BETWEEN :earliest AND :latest")) for line in _LINES)
    # Not by the index of the ids: nearly all of them are below the latest.
    _FAR = tuple(_rows(_GIN.format(line, "id + 0 <= :latest")) for line in _LINES)

    def newest(self, wanted: Wanted) -> Matches:
        """See Engine."""
        words = [*(_lexeme(*term) for term in wanted.query.terms), *map(_lexeme, wanted.marks)]
        values = {"latest": wanted.latest, "now": wanted.now, "query": " & ".join(words)}
        earliest = None
        if not wanted.marks:  # of one tag or author there are few anyway
            beyond = {"latest": wanted.latest, "window": _WINDOW}
            earliest = reads.execute(self._EARLIEST, beyond).scalar()
        heads, whole = zip(self._NEAR, self._FAR, strict=True)
        return Matches(
            self._found(*heads, {**values, "most": wanted.heads}, earliest),
            self._found(*whole, {**values, "most": wanted.whole}, earliest),
        )

    def _found(
        self, near: TextClause, far: TextClause, values: dict[str, Any], earliest: int | None
    ) -> Sequence[Row[Any]]:
        """Return what is found in the eras of the newest posts, or where that does not do, anywhere."""
        if earliest is not None:
            eras = range(era(earliest), era(values["latest"]) + 1)
            query = f"{values['query']} & ({' | '.join(_lexeme(era_mark(number)) for number in eras)})"
            found = reads.execute(near, {**values, "query": query, "earliest": earliest}).all()
            if len(found) == values["most"]:
                return found
        return reads.execute(far, values).all()

    def holding(self, ids: Sequence[int], needles: Sequence[str], most: int) -> list[int]:
        """See Engine. Looked up by the server, so that no text has to travel."""
        conditions = (or_(*(func.strpos(field, needle) > 0 for field in _FIELDS)) for needle in needles)
        held = select(_texts.id).where(SOME, *conditions)
        found = set(reads.execute(held, {"ids": ids}).scalars())
        return [id for id in ids if id in found][:most]


def _lexeme(word: str, prefix: bool = False) -> str:
    """Write a word as tsquery takes it literally."""
    if prefix and len(word) in _INDEXED_PREFIXES:
        word, prefix = f"\ue001{word}", False
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'" + (":*" if prefix else "")
