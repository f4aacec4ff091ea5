"""Whether a post takes comments: its authors say, or its age does."""

from datetime import timedelta

import pytest

from blog.comments.models import Discussion
from blog.database import utcnow
from blog.extensions import db
from tests.comments.talking import POST, say, shown, the_post
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_post, an_account
from tests.support.html import only, page, texts

SWITCH = f"{POST}/discussion"


def is_closed(client) -> bool:
    return texts(page(client.get(POST)), "#comments .aside") == ["Comments are closed."]


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_its_author_closes_and_opens_the_discussion(talk, ada, bea, client, headers):
    say(bea, "Before.")

    closed = post(ada, SWITCH, {"comments": "closed"}, headers=headers)
    while_closed = is_closed(client)
    opened = post(ada, SWITCH, {"comments": "open"}, headers=headers)

    assert {closed.status_code, opened.status_code} == ({204} if headers else {303})
    assert while_closed
    assert not is_closed(client)
    assert shown(client) == ["Before."]


def test_the_button_stands_there_for_those_who_may(talk, ada, editor, bea, client):
    buttons = [texts(page(who.get(POST)), ".comments-head button") for who in (ada, editor, bea, client)]

    assert buttons == [["Close comments"], ["Close comments"], [], []]


def test_others_change_nothing(talk, bea, client):
    with talk.app_context():
        an_account("grace")
    grace = signed_in(talk, "grace")

    answers = [post(who, SWITCH, {"comments": "closed"}) for who in (bea, grace)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert client.post(SWITCH, data={"comments": "closed"}).status_code == 303
    assert not is_closed(client)


@pytest.mark.parametrize("choice", [{}, {"comments": ""}, {"comments": "ajar"}])
def test_an_odd_choice_is_refused(talk, ada, choice):
    assert post(ada, SWITCH, choice).status_code == 422


def test_a_post_that_is_not_there_has_no_switch(talk, ada):
    assert post(ada, "/posts/nothing/discussion", {"comments": "closed"}).status_code == 404


def test_old_posts_close_by_themselves_unless_somebody_opens_them(make_app):
    app = make_app(BLOG_COMMENT_DAYS="30")
    with app.app_context():
        an_account("ada-lovelace", name="Ada Lovelace")
        a_post(published_at=utcnow() - timedelta(days=31))
        a_post("A younger one", published_at=utcnow() - timedelta(days=29))
    ada, client = signed_in(app, "ada-lovelace"), app.test_client()

    assert is_closed(client)
    assert texts(page(client.get("/posts/a-younger-one")), "#comments .aside") == ["Log in to comment"]
    post(ada, SWITCH, {"comments": "open"})
    assert not is_closed(client)
    assert only(page(ada.get(POST)), ".comments-head button").text() == "Close comments"


def test_the_switch_goes_with_its_post(talk, ada):
    post(ada, SWITCH, {"comments": "closed"})
    with talk.app_context():
        db.session.delete(the_post())
        db.session.commit()

        assert db.session.scalars(db.select(Discussion)).all() == []
