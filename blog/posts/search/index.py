"""Keeps the index in step with posts, tags and names: in the transaction that changes them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    bindparam,
    delete,
    event,
    exists,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Session

from blog.accounts.models import User
from blog.extensions import db
from blog.lib.search import RULES, visible, words
from blog.posts.models import Authorship, Post, PostBody, Tag, Tagging
from blog.posts.search.models import IndexedPost, author_mark, era, era_mark, place, tag_mark
from blog.site import jobs
from blog.web.prepared import Prepared

BATCH = 100  # posts a transaction
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
ROOM = 900_000  # bytes of the words of a text in PostgreSQL's index, which ends at 1,048,575 for a post
MOST_FOLD = 6  # times the bytes of a text that its words can take there
_index = IndexedPost.__table__
_HOLD = Prepared(select(Post.id).where(Post.id.in_(IDS)).order_by(Post.id).with_for_update())
_TAGS = Prepared(
    select(Tagging.post_id, Tag.id, Tag.name)
    .join(Tag)
    .where(Tagging.post_id.in_(IDS))
    .order_by(Tagging.position)
)
_AUTHORS = Prepared(
    select(Authorship.post_id, User.id, User.name, User.username)
    .join(User)
    .where(Authorship.post_id.in_(IDS))
    .order_by(Authorship.position)
)
_TEXTS = Prepared(
    select(Post.id, Post.title, Post.published_at, PostBody.html)
    .join(PostBody)
    .where(Post.id.in_(IDS), Post.published_at.is_not(None))
)
_VERSION = RULES * 1000 + 1  # the second part rises when this module writes other rows
_NOTED = "posts_to_index"
_WATCHED: dict[type, tuple[str, ...]] = {
    Post: ("title", "published_at", "authorships", "taggings", "body"),
    PostBody: ("html",),
    User: ("name", "username"),
}


@event.listens_for(db.session, "after_flush")
def _notice(session: Session, _flush: object) -> None:
    """Remember which posts a flush changed in a way that a search can tell."""
    for row in (*session.new, *session.dirty):
        watched = _WATCHED.get(type(row), ())
        if any(inspect(row).attrs[name].history.has_changes() for name in watched):
            _note(session, row)


def _note(session: Session, row: Post | PostBody | User) -> None:
    if isinstance(row, User):
        note_author(row.id)
    else:
        session.info.setdefault(_NOTED, set()).add(row.id if isinstance(row, Post) else row.post_id)


def note_author(user_id: int) -> None:
    """Let all that somebody wrote be indexed anew at the end of this transaction; before it changes."""
    ids = db.session.scalars(select(Authorship.post_id).where(Authorship.user_id == user_id))
    db.session.info.setdefault(_NOTED, set()).update(ids)


@event.listens_for(db.session, "before_commit")
def _bring_in_step(session: Session) -> None:
    session.flush()
    if noted := session.info.pop(_NOTED, None):
        for batch in _batches(sorted(noted)):
            _write(batch)


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_NOTED, None)


def missing() -> Sequence[int]:
    """Return the ids of posts that are not in the index, or that older rules put there."""
    current = exists().where(IndexedPost.post_id == Post.id, IndexedPost.rules == _VERSION)
    return db.session.scalars(select(Post.id).where(Post.published_at.is_not(None), ~current)).all()


@jobs.handler("search.fill", every=timedelta(hours=1))
def _fill(_payload: jobs.Payload) -> None:
    """Index what is missing, some at a time: a migration may have been killed before it was done."""
    if ids := missing()[:BATCH]:
        _write(list(ids))


def everything() -> Sequence[int]:
    """Return the ids of all posts that belong into the index."""
    return db.session.scalars(select(Post.id).where(Post.published_at.is_not(None))).all()


def fill() -> None:
    """Index what is missing, in transactions of its own."""
    for _ in build(missing()):
        db.session.commit()
    db.session.remove()


def build(ids: Sequence[int]) -> Iterator[int]:
    """Index these posts in steps that the caller commits; give the number of those done after each.

    What is in the index already can be found all the while.
    """
    for batch in _batches(sorted(ids)):
        _write(batch)
        yield len(batch)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    yield from (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _write(ids: list[int]) -> None:
    """Replace the rows of these posts, which are held meanwhile: two writers must not overtake each other."""
    connection = db.session.connection()
    _HOLD.ask(connection, {"ids": ids})
    connection.execute(delete(_index).where(_index.c.post_id.in_(ids)))
    if rows := _rows(connection, ids):
        connection.execute(insert(_index), rows)


def _rows(connection: Connection, ids: list[int]) -> list[dict[str, Any]]:
    tags, authors = (_by_post(connection, question, ids) for question in (_TAGS, _AUTHORS))
    return [
        {
            "id": (where := place(post.published_at, post.id)),
            "post_id": post.id,
            "rules": _VERSION,
            "title": _line([post.title]),
            "tags": _line(tag.name for tag in tags[post.id]),
            "authors": _line(name for author in authors[post.id] for name in _names(author)),
            "marks": _marks(where, tags[post.id], authors[post.id]),
            "body": bounded(_line(visible(post.html).split("\n"))),
        }
        for post in _TEXTS.ask(connection, {"ids": ids})
    ]


def _by_post(connection: Connection, question: Prepared, ids: list[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in question.ask(connection, {"ids": ids}):
        found[row.post_id].append(row)
    return found


def _names(author: Row[Any]) -> tuple[str, ...]:
    same = words(author.name) == words(author.username)
    return (author.name,) if same else (author.name, author.username)


def _line(texts: Iterable[str]) -> str:
    """Return the words of several texts as one that can be searched."""
    folded = (" ".join(found) for text in texts if (found := words(text)))
    return f" {' . '.join(folded)} "


def bounded(line: str) -> str:
    """Leave out what PostgreSQL has no room for: of one post the words, prefixes included, fill a megabyte.

    No text that means something comes near it.
    """
    if len(line.encode()) * MOST_FOLD <= ROOM:
        return line
    size, seen, kept = 0, set(), []
    for word in line.split():
        if word not in seen:
            seen.add(word)
            size += _weight(word)
        if size > ROOM:
            break
        kept.append(word)
    return f" {' '.join(kept)} "


def _weight(word: str) -> int:
    """How many bytes a word takes there, with those of its beginnings that can be searched for."""
    beginnings = (word[:length] for length in (3, 4, 5) if len(word) >= length)
    return len(word.encode()) + sum(3 + len(one.encode()) for one in beginnings)


def _marks(where: int, tags: Sequence[Row[Any]], authors: Sequence[Row[Any]]) -> str:
    of = (*(tag_mark(tag.id) for tag in tags), *(author_mark(author.id) for author in authors))
    return f" {' '.join((era_mark(era(where)), *of))} "
