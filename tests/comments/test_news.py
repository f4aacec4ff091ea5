"""What others said since a page was opened: a cheap question now and then, and an answer that fits in."""

from datetime import timedelta

import pytest

from blog.accounts.models import UserSession
from blog.database import utcnow
from blog.extensions import db
from tests.comments.talking import COMMENTS, POST, comments, say, the_post
from tests.support.browsing import PARTIAL, post
from tests.support.factories import a_comment
from tests.support.html import attributes, only, page, texts


def question(client) -> str:
    """The address that the page of the post asks now and then."""
    return only(page(client.get(POST)), "#comment-news").attributes["hx-get"]


def test_nothing_new_is_answered_by_a_304(talk, ada):
    address = question(ada)
    first = ada.get(address, headers=PARTIAL)

    again = ada.get(address, headers={**PARTIAL, "If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert "no-store" not in first.headers["Cache-Control"]
    assert again.status_code == 304
    assert again.data == b""


def test_what_others_said_is_counted_and_one_s_own_is_not(talk, ada, bea):
    address = question(ada)
    stale = ada.get(address, headers=PARTIAL).headers["ETag"]
    say(ada, "Mine")
    for words in ("One", "Two", "Three"):
        say(bea, words)

    answer = ada.get(address, headers={**PARTIAL, "If-None-Match": stale})

    assert answer.status_code == 200
    assert texts(page(answer), "#comment-news a") == ["3 new comments"]


def test_a_comment_that_is_let_through_counts_from_then_on(talk, ada, newt, editor):
    say(newt, "First!")
    address = question(ada)
    before = texts(page(ada.get(address, headers=PARTIAL)), "#comment-news a")
    with talk.app_context():
        comment = comments()[0]
        comment.become("visible", None)
        db.session.commit()

    assert before == []
    assert texts(page(ada.get(address, headers=PARTIAL)), "#comment-news a") == ["1 new comment"]


def test_they_come_in_behind_the_comments_that_they_follow(talk, ada, bea):
    with talk.app_context():
        first = a_comment(the_post(), body="A")
        a_comment(the_post(), body="B")
        first_id = first.id
    address = question(ada)
    say(bea, "A1", first_id)
    say(bea, "A2", first_id)
    say(bea, "C")
    link = only(page(ada.get(address, headers=PARTIAL)), "#comment-news a").attributes["hx-get"]

    tree = page(ada.get(link, headers=PARTIAL))

    partials = tree.css("hx-partial[hx-swap=afterend]")
    with talk.app_context():
        ids = {one.body: one.id for one in comments()}
    assert [texts(partial, ".comment .prose") for partial in partials] == [["A1", "A2"], ["C"]]
    assert attributes(tree, "hx-partial[hx-swap=afterend]", "hx-target") == [
        f"#comment-{ids['A']}",
        f"#comment-{ids['B']}",
    ]
    assert texts(tree, "#comments-title") == ["5 comments"]
    assert texts(page(ada.get(only(tree, "#comment-news").attributes["hx-get"], headers=PARTIAL)), "a") == []


def test_a_reader_who_is_not_signed_in_asks_nothing(talk, client):
    assert not page(client.get(POST)).css("#comment-news, script[src]")
    assert client.get(f"{COMMENTS}/news").status_code == 204


def test_a_deletion_that_was_taken_back_is_no_news(talk, ada, bea):
    say(bea, "How?")
    with talk.app_context():
        comment = comments()[0].id
    address = question(ada)

    post(bea, f"/comments/{comment}/delete")
    post(bea, f"/comments/{comment}/restore")

    assert not page(ada.get(address, headers=PARTIAL)).css("#comment-news a")


def test_more_than_a_page_of_news_is_led_to_and_not_cut_off(talk, ada):
    address = question(ada)
    with talk.app_context():
        first, *_ = [a_comment(the_post(), body=f"Number {n}").id for n in range(55)]

    link = only(page(ada.get(address, headers=PARTIAL)), "#comment-news a")
    answer = ada.get(f"{COMMENTS}/since?since=0", headers=PARTIAL)

    assert link.text() == "More than 50 new comments"
    assert link.attributes["href"] == answer.headers["HX-Redirect"] == f"/comments/{first}"
    assert "hx-get" not in link.attributes


def test_a_question_that_nobody_asked_leads_nowhere_and_keeps_no_session_alive(talk, ada, client):
    address = question(ada)
    long_ago = utcnow() - timedelta(hours=1)
    with talk.app_context():
        db.session.execute(db.update(UserSession).values(seen_at=long_ago))
        db.session.commit()

    ada.get(address, headers=PARTIAL).close()
    answer = client.get(address, headers=PARTIAL)

    with talk.app_context():
        assert set(db.session.scalars(db.select(UserSession.seen_at))) == {long_ago}
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (204, False)
    assert ada.get("/posts/nothing/comments/news", headers=PARTIAL).status_code == 204


@pytest.mark.parametrize("since", ["x", "-1", "9" * 17, "\uff11\uff12"])
@pytest.mark.parametrize("place", ["news", "since"])
def test_an_odd_moment_is_not_found(talk, ada, since, place):
    assert ada.get(f"{COMMENTS}/{place}", query_string={"since": since}).status_code == 404


def test_each_question_is_a_page_of_its_own_for_who_opens_it(talk, ada, bea):
    say(bea, "How?")

    tree = page(ada.get(f"{COMMENTS}/since?since=0"))

    assert texts(tree, "h1") == ["New comments"]
    assert texts(tree, ".comment .prose") == ["How?"]
