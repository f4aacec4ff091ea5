"""One question to either database: which posts hold these words, and which of them answer best.

Only so many candidates are looked at, the newest of those that match, so that the commonest word costs no
more than another: those that match by title, tags and authors alone, and those that match by all of their
text. They are weighed here, since what databases know to weigh by would have them read every match.
"""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2
from typing import Any

from sqlalchemy import Row, func, select

from blog.accounts.models import User
from blog.lib.search import Part, Query
from blog.posts.models import Tag
from blog.posts.search.engines import SOME, Wanted, engine
from blog.posts.search.models import AUTHOR_MARK, TAG_MARK, IndexedPost, author_mark, tag_mark
from blog.web import reads

MOST_RESULTS = 100
CANDIDATES = 120  # of either kind
WITH_PHRASES = 200  # of the second kind, where a phrase is looked for in them
COUNTED = 30  # candidates in which words are counted
LONGEST_COUNTED = 8_000  # characters of each

TITLE, CREDIT, OFTEN, TOGETHER, RECENT = 5.0, 3.0, 2.0, 3.0, 1.0
BEGUN = 0.7
_YEAR = 365.25 * 24 * 3600

_texts = IndexedPost.__table__.c
_BEGINNINGS = select(_texts.id, func.substr(_texts.body, 1, LONGEST_COUNTED).label("body")).where(SOME)


@dataclass(frozen=True)
class Found:
    """The posts that were found, by id, the best first; `complete` where there are no others.

    `tags` and `authors` count what these posts are about and who wrote them: {id: number}.
    """

    ids: Sequence[int]
    complete: bool
    tags: Counter[int]
    authors: Counter[int]


def find(query: Query, now: datetime, tag_id: int | None = None, author_id: int | None = None) -> Found:
    """Return the public posts that hold every part of `query`, of that tag and author if given.

    Reads beside the session.
    """
    marks = [tag_mark(tag_id)] if tag_id else []
    marks += [author_mark(author_id)] if author_id else []
    rows, complete = _candidates(query, marks, now) if query else ([], True)
    best = _ranked(rows, query, now)
    marks_found = Counter(mark for row in rows for mark in row.marks.split())
    return Found(
        ids=[row.post_id for row in best[:MOST_RESULTS]],
        complete=complete and len(best) <= MOST_RESULTS,
        tags=_counted(marks_found, TAG_MARK),
        authors=_counted(marks_found, AUTHOR_MARK),
    )


def _candidates(query: Query, marks: Sequence[str], now: datetime) -> tuple[Sequence[Row[Any]], bool]:
    """Return what matches, as far as it is looked at, and whether that is all."""
    ask, needles = engine(), [part.text for part in query.parts if len(part.words) > 1]
    most = WITH_PHRASES if needles else CANDIDATES
    heads, whole = ask.newest(Wanted(query, marks, now, CANDIDATES, most))
    rows, complete = {row.id: row for row in (*heads, *whole)}, len(whole) < most
    ids = sorted(rows, reverse=True)
    if needles and ids:
        ids = ask.holding(ids, needles, CANDIDATES)
        complete = complete and len(ids) < CANDIDATES
    return [rows[id] for id in ids], complete


def _ranked(rows: Sequence[Row[Any]], query: Query, now: datetime) -> list[Row[Any]]:
    """Sort candidates, which come the newest first, by how well they answer."""
    needles = [Part((word,), prefix).text for word, prefix in query.terms]
    in_a_row = tuple(word for part in query.parts for word in part.words)
    together = Part(in_a_row, any(part.prefix for part in query.parts)).text
    moment = now.timestamp()
    scores = {row.id: _weight(row, needles, together) + _recent(row.id, moment) for row in rows}
    promising = heapq.nsmallest(COUNTED, scores, key=lambda id: (-scores[id], -id))
    for row in reads.execute(_BEGINNINGS, {"ids": promising}).all() if promising else ():
        times = sum(min(log2(1 + row.body.count(needle)), 4) / 4 for needle in needles)
        scores[row.id] += OFTEN * times / len(needles)
    return sorted(rows, key=lambda row: (-scores[row.id], -row.id))


def _weight(row: Row[Any], needles: Sequence[str], together: str) -> float:
    """Weigh title, tags and authors. A word in the title weighs more than in the text, however often."""
    title, tags, authors = row.title, row.tags, row.authors
    words = 0.0
    for needle in needles:
        if needle in title:
            words += TITLE * _held(needle, title)
        if needle in tags:
            words += CREDIT * _held(needle, tags)
        if needle in authors:
            words += CREDIT * _held(needle, authors)
    return words / len(needles) + TOGETHER * (together in title)


def _held(needle: str, text: str) -> float:
    """Return 1 where `text` holds the word whole, less where it only begins one."""
    return 1.0 if needle.endswith(" ") or f"{needle} " in text else BEGUN


def _recent(place: int, now: float) -> float:
    """Weigh how new a post is: half of it after a year, a third after two."""
    return RECENT / (1 + max(now - (place >> 31), 0) / _YEAR)


def _counted(marks: Counter[str], kind: str) -> Counter[int]:
    """Return how often each id stands in marks of one kind, which begin alike."""
    return Counter({int(mark[len(kind) :]): count for mark, count in marks.items() if mark.startswith(kind)})


def find_names(found: Found, most: int) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """Return the tags (slug, name) and authors (username, name) that would narrow a search down.

    Those of some posts found, but not of all, the most frequent first. Reads beside the session.
    """
    total = max([*found.tags.values(), *found.authors.values(), len(found.ids)])
    names = []
    for counts, model, name in ((found.tags, Tag, Tag.slug), (found.authors, User, User.username)):
        ids = [id for id, count in counts.most_common() if count < total][:most]
        rows = reads.execute(select(model.id, name, model.name).where(model.id.in_(ids))) if ids else ()
        names.append(sorted(rows, key=lambda row: ids.index(row.id)))
    return names[0], names[1]
