"""FLT-01: workers, and now and then the whole server, are killed while everybody writes; see ops/faults."""

from sqlalchemy import text

from blog.database import begin_read_only
from blog.extensions import db
from ops.faults import checking, killing, writers

KILLS = 10  # `python -m ops.faults` does 200


def test_flt_01_ten_kills_under_load_lose_nothing_that_was_acknowledged(app, environ):
    outcome = killing.run(app, environ, KILLS)

    assert (outcome.workers, outcome.trees) == (9, 1)
    assert outcome.acknowledged >= KILLS * killing.BETWEEN
    assert outcome.missing == []
    assert outcome.faults == []


def test_what_is_lost_or_miscounted_is_seen(app):
    writers.authors(app, 2)
    told = [["kept", "a", "key"], ["made", "b", "/posts/same"], ["saved", "c", "/posts/together"]]

    with app.app_context():
        begin_read_only(False)
        lost = checking.missing(told)
        db.session.execute(text("INSERT INTO tags (slug, name, post_count) VALUES ('all', 'All', 7)"))
        faults = checking.faults()

    assert lost == ["a", "b", "c"]
    assert faults == ["the tag counts 7 posts, there are 0"]
