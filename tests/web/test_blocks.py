"""What signed-in readers share: the cards of a list are made once for each site version."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from blog.accounts.models import User
from blog.comments.models import Notification
from blog.database import utcnow
from blog.extensions import db
from blog.posts.models import Post
from blog.site import models as site
from blog.site.models import Site
from blog.web.cache import PageCache
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_comment, a_post, an_account, posts
from tests.support.html import attributes, only, page, texts


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
    return titles_of(page(answer))


def titles_of(tree):
    return texts(tree, "article h2")


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

    assert app.extensions["blocks"].size == 0


def test_only_so_much_is_kept(app, reader, asked):
    reader.get("/")
    kept = app.extensions["blocks"]
    kept.limit = 2 * kept.size

    for loads in (1, 2, 3, 3, 2):
        reader.get(f"/?loads={loads}")
        assert 0 < kept.size <= kept.limit
    made = len(asked)
    reader.get("/?loads=3")
    again = len(asked)
    reader.get("/?loads=1")

    assert again == made
    assert len(asked) > made


def test_who_has_been_at_the_login_shares_what_is_the_same_for_all(client, reader, asked):
    client.get("/login")
    client.get("/")
    made = len(asked)

    client.get("/")

    assert len(asked) == made > 0


@pytest.mark.parametrize(("address", "count"), [("/@ada-lovelace", "14 posts"), ("/tags/tides", "2 posts")])
def test_the_heading_counts_a_post_that_falls_due_at_this_very_visit(
    app, reader, time_machine, address, count
):
    due = utcnow() + timedelta(hours=1)
    with app.app_context():
        a_post("Ebb", tags=("Tides",))
        a_post("Flood", tags=("Tides",), published_at=due)
        site.fall_due(due)
        db.session.commit()
    time_machine.move_to(due + timedelta(minutes=1))

    for _ in range(2):
        tree = page(reader.get(address))
        assert titles_of(tree)[0] == "Flood"
        assert count in only(tree, ".list-head").text()


def test_what_changes_while_a_page_is_made_shows_at_the_next_visit(app, reader):
    def change(_connection, _cursor, statement, *_):
        if "users.bio" in statement and not done:  # the view has just read whose page it is
            done.append(statement)
            with db.engine.begin() as other:
                other.execute(
                    db.update(User.__table__).where(User.username == "ada-lovelace").values(bio="New.")
                )
                other.execute(db.update(Site.__table__).values(version=Site.__table__.c.version + 1))

    done = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", change)
    try:
        reader.get("/@ada-lovelace")
    finally:
        event.remove(engine, "after_cursor_execute", change)

    assert done
    assert "New." in texts(page(reader.get("/@ada-lovelace")), ".list-head p")


def names(client, address="/"):
    return texts(page(client.get(address)), "#own bdi")


def test_what_is_theirs_is_written_anew_for_each(app, reader):
    with app.app_context():
        an_account("root", role="admin")
    admin = signed_in(app, "root")

    assert [names(each) for each in (reader, admin, reader)] == [["Ada"], ["Root"], ["Ada"]]
    assert [bool(page(each.get("/")).css('a[href="/admin"]')) for each in (reader, admin)] == [False, True]
    tokens = [
        attributes(page(each.get("/")), 'form[action="/logout"] input', "value") for each in (reader, admin)
    ]
    assert tokens[0] != tokens[1]
    assert post(admin, "/logout", {"csrf_token": tokens[1][0]}).status_code == 303
    assert names(reader) == ["Ada"]


def test_news_of_theirs_shows_though_nothing_public_changed(app, reader):
    def unread():
        return texts(page(reader.get("/")), "#unread b")

    before = unread()
    with app.app_context():
        ada = db.session.scalar(db.select(User).where(User.username == "ada"))
        told = a_comment(db.session.scalar(db.select(Post).limit(1)))
        db.session.add(Notification(user_id=ada.id, comment_id=told.id, kind="reply"))
        db.session.commit()

    assert (before, unread()) == ([], ["1"])


def test_what_was_just_done_is_said_once_and_to_nobody_else(app, reader):
    with app.app_context():
        an_account("bea")
    bea = signed_in(app, "bea")
    for each in (reader, bea):
        each.get("/")
        each.get("/")
    with reader.session_transaction() as session:
        session["_flashes"] = [("message", "Well done.")]

    said = [texts(page(each.get("/")), "#toasts .toast") for each in (bea, reader, reader)]

    assert said == [[], ["Well done."], []]


def test_each_theme_is_kept_by_itself(reader):
    themes = []
    for theme in ("dark", "light", "dark"):
        reader.set_cookie("theme", theme)
        tree = page(reader.get("/"))
        themes.append(only(tree, "html").attributes["data-theme"])
        assert texts(tree, '.theme button[aria-pressed="true"]') == [theme.capitalize()]

    assert themes == ["dark", "light", "dark"]


def test_the_whole_page_is_the_same_as_if_it_were_not_kept(app, reader):
    kept = [reader.get("/").text for _ in range(2)]
    app.extensions["blocks"] = PageCache()

    assert kept == [reader.get("/").text] * 2
