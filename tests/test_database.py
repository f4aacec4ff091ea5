"""What the database promises: durable, locked at once for writing, moments in UTC."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from blog.accounts.models import User
from blog.database import begin_read_only, sqlite_module
from blog.extensions import db
from blog.posts.models import Tagging
from tests.support.factories import a_tag, a_user


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_durable_and_keeps_its_keys(app):
    with app.app_context():
        found = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_sqlite_in_use_has_no_wal_reset_bug_where_the_wheel_exists():
    if sqlite_module.__name__.startswith("pysqlite3"):
        assert sqlite_module.sqlite_version_info >= (3, 51, 3)


def test_a_row_that_points_nowhere_is_refused(app):
    with app.app_context():
        tag = a_tag("Engines")
        db.session.add(Tagging(post_id=4711, tag_id=tag.id, position=0))

        with pytest.raises(IntegrityError):
            db.session.flush()


def test_conc_12_no_count_is_lost_when_many_write_at_once(app):
    with app.app_context():
        a_user("Ada Lovelace")
        db.session.commit()

    def raise_count(_: int) -> None:
        with app.app_context():
            begin_read_only(False)
            user = db.session.scalar(db.select(User).with_for_update())
            user.post_count += 1
            db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_count, range(80)))

    with app.app_context():
        assert db.session.scalar(db.select(User.post_count)) == 80


def test_a_moment_comes_back_as_it_was_in_utc(app):
    east = datetime(2024, 2, 29, 23, 30, 15, 123456, timezone(timedelta(hours=5)))
    with app.app_context():
        a_user().created_at = east
        db.session.commit()
        found = db.session.scalar(db.select(User.created_at))

    assert found == east
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(app):
    with app.app_context():
        a_user().created_at = datetime(2024, 2, 29)

        with pytest.raises(StatementError, match="time zone"):
            db.session.flush()
