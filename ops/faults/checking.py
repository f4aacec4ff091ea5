"""What must be true after every fault: each acknowledged write is there, and the database is sound."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from sqlalchemy import ForeignKeyConstraint, and_, func, select, text
from sqlalchemy.exc import DBAPIError

from blog.extensions import db
from blog.posts.drafts import Draft
from blog.posts.models import Post, PostBody, Tag
from blog.posts.revisions import Revision

Acknowledged = list[list[str]]  # of [kind, text, where], as tests/support/writer.py prints them

SHARED = "together"  # the slug of the post that all write on
BTREES = text(
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_am m ON m.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE m.amname = 'btree' AND n.nspname = 'public'"
)
WHOLE = text("SELECT bt_index_check(CAST(:name AS regclass), true)")


def of(kind: str, acknowledged: Acknowledged) -> dict[str, str]:
    """Return {text: where} of one kind."""
    return {text: where for what, text, where in acknowledged if what == kind}


def missing(acknowledged: Acknowledged) -> list[str]:
    """Return the acknowledged texts that do not stand where the site said they do."""
    drafts = dict(db.session.execute(select(Draft.body, Draft.key)).all())
    posts = dict(db.session.execute(select(PostBody.markdown, "/posts/" + Post.slug).join(Post)).all())
    of_shared = select(PostBody.markdown).join(Post).where(Post.slug == SHARED)
    words = set(db.session.scalars(of_shared).one().split())
    kept = set().union(*(body for _, body in _history()))
    return [
        *_astray(of("kept", acknowledged), drafts),
        *_astray(of("made", acknowledged), posts),
        *(word for word in of("saved", acknowledged) if word not in words or word not in kept),
    ]


def _astray(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    return (text for text, where in expected.items() if found.get(text) != where)


def _history() -> list[tuple[int, set[str]]]:
    """[(number, words)] of the shared post's revisions, oldest first."""
    rows = select(Revision.number, Revision.body).join(Post, Post.id == Revision.post_id)
    rows = rows.where(Post.slug == SHARED).order_by(Revision.number)
    return [(number, set(body.split())) for number, body in db.session.execute(rows)]


def faults() -> list[str]:
    """Return what is wrong with the database itself, a line each: its pages, keys, counts and histories."""
    history = _history()
    found = [*_damages(), *_dangling(), *_miscounted()]
    if [number for number, _ in history] != list(range(1, len(history) + 1)):
        found.append("a revision is missing in between")
    found += ["a revision lost a word" for (_, old), (_, new) in pairwise(history) if not old <= new]
    return found


def _damages() -> Iterator[str]:
    """What the database's own checks find; PostgreSQL's need the extension amcheck, which most have."""
    if db.engine.dialect.name == "sqlite":
        rows = db.session.scalars(text("PRAGMA integrity_check")).all()
        yield from (f"integrity: {row}" for row in rows if row != "ok")
        return
    db.session.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
    for name in db.session.scalars(BTREES).all():
        try:
            db.session.execute(WHOLE, {"name": name})
        except DBAPIError as error:
            yield f"index {name}: {error.orig}"
            db.session.rollback()


def _dangling() -> Iterator[str]:
    """Rows that point nowhere, by our own looking: a check of the constraint's word, not with it."""
    for table in db.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if count := db.session.scalar(_orphans(key)):
                yield f"{count} rows of {table.name} point nowhere by {key.name}"


def _orphans(key: ForeignKeyConstraint):
    parent = key.referred_table.alias()
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    matches = and_(*(own == other for own, other in pairs))
    query = select(func.count()).select_from(key.parent.outerjoin(parent, matches))
    return query.where(and_(*(own.is_not(None) for own, _ in pairs)), pairs[0][1].is_(None))


def _miscounted() -> Iterator[str]:
    public = db.session.scalar(select(func.count()).where(Post.title == "Same"))
    counted = db.session.scalar(select(Tag.post_count).where(Tag.name == "All")) or 0
    if counted != public:
        yield f"the tag counts {counted} posts, there are {public}"
