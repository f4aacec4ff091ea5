"""How a discussion hangs together: its order, its depth, its pages, and the way to each comment."""

import pytest
from sqlalchemy import event

from blog.comments.models import DEEPEST, Comment
from blog.extensions import db
from tests.comments.talking import COMMENTS, POST, form_at, shown, the_post
from tests.support.browsing import PARTIAL
from tests.support.factories import a_comment
from tests.support.html import attributes, only, page, texts


def many(count: int, parent=None) -> list:
    return [a_comment(the_post(), body=f"Number {n}", parent=parent) for n in range(count)]


def test_each_thread_stands_together_the_oldest_first(talk, client):
    with talk.app_context():
        first = a_comment(the_post(), body="A")
        second = a_comment(the_post(), body="B")
        below = a_comment(the_post(), body="A1", parent=first)
        a_comment(the_post(), body="B1", parent=second)
        a_comment(the_post(), body="A2", parent=first)
        a_comment(the_post(), body="A1a", parent=below)

    assert shown(client) == ["A", "A1", "A1a", "A2", "B", "B1"]


def test_below_the_deepest_level_answers_stand_side_by_side(talk, client):
    with talk.app_context():
        comment = None
        for n in range(DEEPEST + 3):
            comment = a_comment(the_post(), body=f"Level {n}", parent=comment)

    depths = [name.split()[1] for name in attributes(page(client.get(POST)), ".comment", "class")]

    assert shown(client) == [f"Level {n}" for n in range(DEEPEST + 3)]
    assert depths[-4:] == [f"depth-{DEEPEST - 1}"] * 4
    assert "in reply to Charles Babbage" in texts(page(client.get(POST)), ".comment .byline > span")


def test_a_long_discussion_has_pages_that_hold_each_comment_once(talk, client):
    with talk.app_context():
        many(120)

    first = page(client.get(POST))
    address = only(first, "#comments .more a").attributes["href"]
    second = page(client.get(address))
    third = page(client.get(only(second, "#comments .more a").attributes["href"]))

    seen = [text for tree in (first, second, third) for text in texts(tree, ".comment .prose")]
    assert seen == [f"Number {n}" for n in range(120)]
    assert not third.css("#comments .more")


def test_htmx_gets_the_next_page_alone(talk, client):
    with talk.app_context():
        many(60)
    address = only(page(client.get(POST)), "#comments .more a").attributes["href"]

    tree = page(client.get(address, headers=PARTIAL))

    assert texts(tree, ".comment .prose") == [f"Number {n}" for n in range(50, 60)]
    assert not tree.css("main, header.site-header")


@pytest.mark.parametrize("number", [0, 49, 50, 59, 119])
def test_each_comment_has_an_address_that_leads_to_where_it_stands(talk, client, number):
    with talk.app_context():
        comment = many(120)[number].id

    answer = client.get(f"/comments/{comment}")
    landed = page(client.get(answer.headers["Location"].partition("#")[0]))

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"#comment-{comment}")
    assert texts(landed, f"#comment-{comment} .prose") == [f"Number {number}"]


@pytest.mark.parametrize("parent", ["x", "0", "-1", "9" * 20, "1 or 1=1"])
def test_inj_an_odd_comment_to_answer_is_not_found(talk, bea, parent):
    assert bea.get(f"{COMMENTS}/new", query_string={"parent": parent}).status_code == 404


def test_a_chain_of_a_thousand_answers_can_be_taken_away(talk, client):
    with talk.app_context():
        comment, post_id = None, the_post().id
        for n in range(1_100):
            comment = Comment(post_id=post_id, author_id=1, parent=comment, body="x", html="<p>x</p>")
            comment.take_place()
            comment.state, comment.shown = ("visible" if n == 1_099 else "deleted"), True
        db.session.commit()

        comment.become("deleted", 1)
        db.session.commit()

    assert shown(client) == []


@pytest.mark.parametrize("after", ["x", "1", "0" * 9, "0" * 90, "0000000001; drop", "\uff10" * 10])
def test_inj_an_odd_place_to_go_on_from_is_not_found(talk, client, after):
    assert client.get(COMMENTS, query_string={"after": after}).status_code == 404


def test_the_page_of_a_discussion_belongs_to_its_post(talk, client):
    tree = page(client.get(COMMENTS))

    assert only(tree, "link[rel=canonical]").attributes["href"].endswith(POST)
    assert only(tree, "meta[name=robots]").attributes["content"] == "noindex"


@pytest.mark.parametrize("address", [COMMENTS, f"{COMMENTS}/new", f"{COMMENTS}/since"])
def test_auz_17_a_draft_has_no_discussion(talk, ada, address):
    with talk.app_context():
        the_post().appear(None)
        db.session.commit()

    assert ada.get(address).status_code == 404


def test_a_comment_below_a_post_that_was_taken_back_is_not_found(talk, client, bea):
    with talk.app_context():
        comment = a_comment(the_post()).id
        the_post().appear(None)
        db.session.commit()

    assert client.get(f"/comments/{comment}").status_code == 404
    assert bea.get(f"{COMMENTS}/new?parent={comment}").status_code == 404


def test_an_address_that_the_post_had_before_takes_comments_too(talk, bea):
    form = form_at(bea, body="Still here.")
    with talk.app_context():
        the_post().take_slug("engines")
        db.session.commit()

    answer = bea.post(COMMENTS, data=form)

    assert answer.status_code == 303
    assert shown(bea, "/posts/engines") == ["Still here."]


@pytest.mark.parametrize("count", [1, 45])
def test_a_discussion_asks_two_queries_however_long_it_is(talk, client, count):
    with talk.app_context():
        many(count)
        queries = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))

        client.get(POST)

    assert len([query for query in queries if "FROM comments" in query]) == 2
