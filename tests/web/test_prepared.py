"""Questions that are compiled once: the answers of SQLAlchemy, and its errors."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import g
from sqlalchemy import bindparam, event, func, literal_column, select, union_all
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from blog.database import UtcDateTime
from blog.extensions import db
from blog.posts.models import Post
from blog.web import reads
from blog.web.metrics import effort
from blog.web.prepared import Prepared
from tests.support.factories import a_post

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COVER = {"path": "/media/a.webp", "width": 3, "height": 2, "alt": "“A”"}

_columns = (Post.id, Post.title, Post.cover, Post.published_at, Post.deleted_at, Post.listed)
SINCE = Prepared(
    select(*_columns)
    .where(Post.published_at >= bindparam("since", type_=UtcDateTime()))
    .order_by(Post.id)
    .limit(2)
)
AMONG = Prepared(select(Post.id).where(Post.id.in_(bindparam("ids", expanding=True))).order_by(Post.id))
AT = Prepared(
    select(Post.id).where(
        Post.published_at.in_(bindparam("moments", expanding=True, type_=UtcDateTime())), Post.id > 0
    )
)
BOTH = Prepared(
    union_all(select(Post.id.label("number")).where(Post.id == bindparam("one")), select(func.count(Post.id)))
)


@pytest.fixture
def three(app):
    with app.app_context():
        ids = [a_post(f"Post {n}", published_at=NOON + timedelta(hours=n)).id for n in range(3)]
        db.session.get(Post, ids[0]).cover = COVER
        db.session.commit()
        yield ids


def test_rows_are_those_of_sqlalchemy(three):
    found = reads.ask(SINCE, since=NOON)

    assert [tuple(row) for row in found] == [
        tuple(row) for row in reads.execute(SINCE.statement, {"since": NOON})
    ]
    assert [row.id for row in found] == three[:2]
    assert (found[0].cover, found[1].cover) == (COVER, None)
    assert (found[0].published_at, found[0].deleted_at) == (NOON, None)
    assert reads.ask(SINCE, since=NOON + timedelta(hours=2)).first().title == "Post 2"
    assert reads.ask(SINCE, since=NOON + timedelta(hours=3)).first() is None


@pytest.mark.parametrize("places", [[], [1], [0, 2], [0, 1, 2]])
def test_a_list_may_have_any_length(three, places):
    ids = [three[place] for place in places]

    for _ in range(2):
        assert [row.id for row in reads.ask(AMONG, ids=ids)] == ids


def test_the_values_of_a_list_are_written_as_their_type_is(three):
    found = reads.ask(AT, moments=[NOON, NOON + timedelta(hours=2)])

    assert sorted(row.id for row in found) == [three[0], three[2]]


def test_a_union_has_the_names_of_its_first_part(three):
    assert sorted(row.number for row in reads.ask(BOTH, one=three[1])) == sorted([three[1], 3])


def test_what_the_database_refuses_raises_what_sqlalchemy_raises(three):
    wrong = Prepared(select(literal_column("nothing").label("it")).select_from(Post))

    with pytest.raises(DBAPIError, match="nothing"):
        reads.ask(wrong)
    reads.refresh()

    assert len(reads.ask(AMONG, ids=three)) == 3


def test_a_moment_without_a_zone_is_refused(three):
    with pytest.raises((StatementError, ValueError), match="time zone"):
        reads.ask(SINCE, since=NOON.replace(tzinfo=None))


def test_it_is_counted_and_whoever_listens_hears_of_it(three):
    heard = []

    def hear(_connection, _cursor, statement, *_):
        heard.append(statement)

    spent = effort.begin(0)
    reads.ask(AMONG, ids=three)
    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        reads.ask(AMONG, ids=three)
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)

    assert spent.queries == 2
    assert spent.seconds > 0
    assert len(heard) == 1


def test_one_transaction_holds_all_questions_of_a_request(app, three):
    before = len(reads.ask(AMONG, ids=three))
    with db.engine.begin() as other:
        other.execute(db.delete(Post.__table__).where(Post.id == three[0]))

    assert before == 3
    if db.engine.dialect.name == "sqlite":  # PostgreSQL reads what is committed
        assert len(reads.ask(AMONG, ids=three)) == 3
    reads.refresh()
    assert len(reads.ask(AMONG, ids=three)) == 2


def test_a_lost_connection_is_not_lent_again(app, three):
    reads.ask(AMONG, ids=three)
    lost = g.reads.connection.driver_connection
    lost.close()

    with pytest.raises(DBAPIError) as caught:
        reads.ask(AMONG, ids=three)
    reads.release()

    if db.engine.dialect.name == "postgresql":  # SQLite's connections are not lost, but by us
        assert caught.value.connection_invalidated
    assert len(reads.ask(AMONG, ids=three)) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite locks no rows
def test_what_others_hold_is_told_as_sqlalchemy_tells_it(app, three):
    hold = Prepared(select(Post.id).where(Post.id == bindparam("id")).with_for_update(nowait=True))
    with db.engine.begin() as other, db.engine.connect() as connection:
        hold.ask(other, {"id": three[0]})

        with pytest.raises(OperationalError, match="lock"):
            hold.ask(connection, {"id": three[0]})
