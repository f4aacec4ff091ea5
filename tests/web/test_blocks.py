"""What signed-in readers share: the cards of a list are made once for each site version."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_post, an_account, posts
from tests.support.html import only, page, texts


@pytest.fixture
def reader(app):
    with app.app_context():
        an_account()
        posts(12)
        site.raise_version()
        db.session.commit()
    return signed_in(app)


@pytest.fixture
def asked(app):
    """The statements that read posts, while a test lasts."""
    heard = []

    def hear(_connection, _cursor, statement, *_):
        if "FROM posts" in statement:
            heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def titles(answer):
    return texts(page(answer), "article h2")


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
def test_the_same_list_is_asked_for_once(app, reader, asked, headers):
    first = reader.get("/", headers=headers)
    asked_first = len(asked)

    second = reader.get("/", headers=headers)

    assert asked_first > 0
    assert len(asked) == asked_first
    assert titles(first) == titles(second) == [f"Post {n}" for n in range(11, 1, -1)]


def test_who_is_signed_in_sees_the_cards_that_everybody_sees(client, reader):
    cards = [only(page(each.get("/")), "#feed").html for each in (client, reader, reader)]

    assert cards[0] == cards[1] == cards[2]


def test_the_address_of_a_fragment_stays_the_same(reader):
    first, second = (reader.get("/", headers=PARTIAL).headers["HX-Replace-Url"] for _ in range(2))

    assert first == second
    assert first.startswith("/?through=")


def test_a_change_shows_at_once(app, reader):
    reader.get("/")
    with app.app_context():
        a_post("Breaking", published_at=utcnow())
        site.raise_version()
        db.session.commit()

    assert titles(reader.get("/"))[0] == "Breaking"


def test_a_post_that_falls_due_shows_though_only_signed_in_people_look(app, reader, time_machine):
    due = utcnow() + timedelta(hours=1)
    with app.app_context():
        a_post("Due", published_at=due)
        site.fall_due(due)
        db.session.commit()
    before = titles(reader.get("/"))

    time_machine.move_to(due + timedelta(minutes=1))

    assert "Due" not in before
    assert titles(reader.get("/"))[0] == "Due"


def test_lists_of_other_addresses_are_others(app, reader):
    [older] = [node.attributes["href"] for node in page(reader.get("/")).css(".more a")]

    assert titles(reader.get("/" + older)) == ["Post 1", "Post 0"]
    assert titles(reader.get("/")) == [f"Post {n}" for n in range(11, 1, -1)]


def test_what_no_page_of_this_site_asks_for_is_not_kept(app, reader):
    for n in range(3):
        reader.get(f"/?utm_source={n}")

    assert [query for _, query in app.extensions.get("blocks", {}) if query] == []


def test_only_so_many_are_kept(app, reader, monkeypatch):
    monkeypatch.setattr("blog.web.blocks.MOST", 2)

    for loads in range(4):
        reader.get(f"/?loads={loads}")

    assert [query for _, query in app.extensions["blocks"]] == [b"loads=2", b"loads=3"]
