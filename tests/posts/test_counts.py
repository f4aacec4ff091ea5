"""Stored counts stay what they count, and listing pages ask little of the database."""

import pytest
from sqlalchemy import event

from blog.accounts.models import User
from blog.extensions import db
from blog.posts.models import Tag
from tests.support.factories import a_post, a_tag, a_user, posts

COOKIE = {"Cookie": "session=anything"}  # passes the page cache by


def counts() -> dict[str, int]:
    db.session.expire_all()
    rows = [*db.session.scalars(db.select(Tag)), *db.session.scalars(db.select(User))]
    return {row.name: row.post_count for row in rows}


def test_publishing_counts_and_taking_back_counts_off(app):
    with app.app_context():
        post = a_post("One", tags=("Engines",))
        assert counts() == {"Engines": 1, "Ada Lovelace": 1}

        post.publish(None)
        db.session.commit()

        assert counts() == {"Engines": 0, "Ada Lovelace": 0}


def test_publishing_twice_counts_once(app):
    with app.app_context():
        post = a_post("One", tags=("Engines",))
        post.publish(post.published_at)
        db.session.commit()

        assert counts() == {"Engines": 1, "Ada Lovelace": 1}


def test_other_credits_move_the_counts_along(app):
    with app.app_context():
        post = a_post("One", tags=("Engines",))
        post.set_credits([a_user("Ada Lovelace"), a_user("Mary Somerville")], [a_tag("Looms")])
        db.session.commit()

        assert counts() == {"Engines": 0, "Looms": 1, "Ada Lovelace": 1, "Mary Somerville": 1}
        assert [tag.name for tag in post.tags] == ["Looms"]
        assert all(tagging.published_at == post.published_at for tagging in post.taggings)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 2), ("/tags/engines", 3), ("/@ada-lovelace", 3), ("/posts/post-5", 5), ("/tags/", 1)],
)
def test_a_page_asks_no_more_queries_than_it_needs(app, client, address, most):
    with app.app_context():
        posts(30, tags=("Engines", "Looms"), authors=("Ada Lovelace", "Mary Somerville"))
        queries = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))

        client.get(address, headers=COOKIE)

    asked = [query for query in queries if query.startswith("SELECT")]
    assert 1 <= len(asked) <= most, asked
