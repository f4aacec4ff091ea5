"""Comments and replies: who may write them, who sees them, and what is said to those who may not."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.comments import moderation, undoing
from blog.comments.models import CommentBlock, Discussion
from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.site import models as site
from tests.comments.talking import (
    COMMENTS,
    POST,
    asked_for_the_turn,
    comments,
    error_in,
    form_at,
    known_to,
    say,
    shown,
    the_comment,
    the_post,
)
from tests.support.browsing import PARTIAL
from tests.support.factories import a_comment, a_post, a_user
from tests.support.html import attributes, only, page, texts


def test_somebody_whom_readers_know_is_read_at_once(talk, bea, client):
    assert shown(client) == []

    answer = say(bea, "A *fine* engine.")

    assert answer.status_code == 303
    assert bea.get(answer.headers["Location"]).headers["Location"].startswith(f"{POST}#comment-")
    assert shown(client) == ["A fine engine."]
    assert only(page(client.get(POST)), "#comments-title").text() == "1 comment"


def test_a_newcomer_waits_and_sees_the_comment_meanwhile(talk, newt, client):
    answer = say(newt, "First!")

    assert answer.status_code == 303
    assert shown(newt) == ["First!"]
    assert "waits for a moderator" in only(page(newt.get(POST)), ".comment .hint").text()
    assert shown(client) == []
    assert only(page(client.get(POST)), "#comments-title").text() == "No comments yet"


def test_what_waits_is_nothing_that_others_can_look_at(talk, newt, bea, client):
    say(newt, "First!")
    with talk.app_context():
        waiting = the_comment().id

    assert [who.get(f"/comments/{waiting}").status_code for who in (client, bea, newt)] == [404, 404, 302]
    assert bea.get(f"{COMMENTS}/new?parent={waiting}").status_code == 404


def test_the_author_of_the_post_and_an_editor_never_wait(talk, ada, editor, client):
    say(ada, "Ask me anything.")
    say(editor, "We are proud of this one.")

    assert shown(client) == ["Ask me anything.", "We are proud of this one."]


def test_a_reply_stands_below_what_it_answers_and_says_so(talk, bea, ada, client):
    say(bea, "How?")
    say(bea, "And why?")
    with talk.app_context():
        first, _ = comments()

    say(ada, "With cards.", first.id)

    tree = page(client.get(POST))
    assert shown(client) == ["How?", "With cards.", "And why?"]
    assert texts(tree, ".comment.depth-1 .byline > span")[-1] == "in reply to Bea"
    assert only(tree, ".comment.depth-1 .byline a[href^='#']").attributes["href"] == f"#comment-{first.id}"


def test_a_quote_brings_the_words_along(talk, bea, ada):
    say(bea, "How?\n\nReally, how?")
    with talk.app_context():
        asked = the_comment().id

    quoted = form_at(ada, f"{COMMENTS}/new?parent={asked}&quote=1")["body"]

    assert quoted == "> How?\n>\n> Really, how?\n\n"


def test_htmx_puts_a_comment_where_it_belongs_and_hands_out_an_empty_form(talk, bea, ada):
    say(bea, "How?")
    with talk.app_context():
        first = the_comment().id
    since = known_to(ada)

    answer = say(ada, "With cards.", first, since=since, headers=PARTIAL)
    followed = ada.get(answer.headers["Location"], headers=PARTIAL)

    assert answer.status_code == 303
    tree = page(followed)
    assert only(tree, f"#reply-{first}").text().strip() == ""
    partial = only(tree, f"hx-partial[hx-target='#comment-{first}']")
    assert partial.attributes["hx-swap"] == "afterend"
    assert texts(partial, ".comment .prose") == ["With cards."]
    assert texts(tree, "#comments-title") == ["2 comments"]
    assert texts(tree, ".toast") == ["Your comment is there."]


def test_what_others_said_meanwhile_comes_along_with_one_s_own(talk, bea, ada):
    since = known_to(bea)
    say(ada, "Ask me anything.")

    answer = say(bea, "How?", since=since, headers=PARTIAL)
    tree = page(bea.get(answer.headers["Location"], headers=PARTIAL))

    partial = only(tree, "hx-partial[hx-target='#comment-list']")
    assert texts(partial, ".comment .prose") == ["Ask me anything.", "How?"]
    assert only(partial, "[autofocus] .prose").text().strip() == "How?"
    renewed = only(tree, "hx-partial #comment-news input").attributes["value"]
    again = page(bea.get(f"{COMMENTS}/news?since={renewed}", headers=PARTIAL))
    assert not again.css("a")


def test_in_a_discussion_of_many_pages_the_window_goes_to_the_new_comment(talk, bea):
    with talk.app_context():
        for n in range(60):
            a_comment(the_post(), body=f"Number {n}")
    first = page(bea.get(POST)).css_first(".comment").attributes["id"].removeprefix("comment-")

    answer = say(bea, "How?", int(first), headers=PARTIAL)

    assert answer.status_code == 204
    landed = bea.get(answer.headers["HX-Redirect"])
    assert landed.headers["Location"].startswith(f"{POST}#comment-")


def test_the_first_comment_of_all_comes_into_the_empty_list(talk, bea):
    answer = say(bea, "How?", since=known_to(bea), headers=PARTIAL)

    tree = page(bea.get(answer.headers["Location"], headers=PARTIAL))

    assert only(tree, "hx-partial[hx-target='#comment-list']").attributes["hx-swap"] == "afterbegin"
    assert only(tree, "#reply-top textarea").text().strip() == ""


def test_somebody_who_is_not_signed_in_is_led_to_a_form_that_waits_behind_the_sign_in(talk, client):
    link = only(page(client.get(POST)), "#comments .aside a")

    answer = client.get(link.attributes["href"])

    assert link.text() == "Log in to comment"
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=")
    assert not page(client.get(POST)).css(".comment-form")


def test_an_anonymous_comment_is_kept_until_after_the_sign_in_but_not_published(talk, client):
    answer = client.post(COMMENTS, data={"body": "Buy this.", "parent": ""})

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login")
    with talk.app_context():
        assert comments() == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "Write something first."),
        (" \n\t ", "Write something first."),
        ("x" * 5001, "5,001"),
        ("> ", "nothing can be seen"),
    ],
)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_words_that_cannot_stand_come_back_with_the_reason(talk, bea, body, problem, headers):
    answer = say(bea, body, headers=headers)

    assert answer.status_code == 422
    assert problem in error_in(answer)
    tree = page(answer)
    assert only(tree, "textarea").text().removeprefix("\n") == body
    assert only(tree, "textarea").attributes["aria-invalid"] == "true"
    with talk.app_context():
        assert comments() == []


def test_auz_18_a_reply_to_a_comment_of_another_post_is_refused_with_its_words_kept(talk, bea):
    with talk.app_context():
        stranger = a_comment(a_post("A third"), body="Elsewhere.").id

    answer = bea.post(COMMENTS, data=form_at(bea, body="Hm.", parent=str(stranger)))

    assert answer.status_code == 422
    assert "is gone" in error_in(answer)
    assert only(page(answer), "textarea").text().strip() == "Hm."
    with talk.app_context():
        assert comments() == []


@pytest.mark.parametrize("parent", ["0", "-1", "999999999", "99999999999999999999", "x", "1 or 1=1"])
def test_inj_an_odd_parent_is_a_comment_that_is_gone(talk, bea, parent):
    answer = bea.post(COMMENTS, data=form_at(bea, body="Hm.", parent=parent))

    assert answer.status_code == 422


def test_a_reply_whose_parent_goes_meanwhile_can_be_sent_on_its_own(talk, bea, editor):
    say(bea, "How?")
    with talk.app_context():
        parent = the_comment().id
    form = form_at(editor, f"{COMMENTS}/new?parent={parent}", body="With cards.")
    bea.post(f"/comments/{parent}/delete", data=form_at(bea, f"/comments/{parent}/edit"))

    refused = editor.post(COMMENTS, data=form)
    again = editor.post(COMMENTS, data={**form, "parent": ""})

    assert refused.status_code == 422
    assert again.status_code == 303
    assert shown(editor) == ["With cards."]


@pytest.mark.parametrize(
    ("address", "status"), [("/posts/a-draft", 404), ("/posts/later", 404), ("/posts/nothing", 404)]
)
def test_auz_17_a_post_that_is_not_public_takes_no_comment(talk, bea, ada, address, status):
    with talk.app_context():
        a_post("A draft", draft=True)
        a_post("Later", published_at=utcnow().replace(year=2999))
    form = form_at(ada, body="Hm.")

    answers = [who.post(f"{address}/comments", data={**form_at(who), "body": "Hm."}) for who in (bea, ada)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert form["body"] == "Hm."
    with talk.app_context():
        assert comments() == []


def test_auz_17_a_deleted_post_takes_no_comment(talk, bea):
    form = form_at(bea, body="Hm.")
    with talk.app_context():
        the_post().trash(1)
        db.session.commit()

    answer = bea.post(COMMENTS, data=form)

    assert answer.status_code == 410
    with talk.app_context():
        assert comments() == []


def test_a_closed_discussion_says_so_and_keeps_the_words_that_came_too_late(talk, bea, client):
    form = form_at(bea, body="Too late?")
    with talk.app_context():
        db.session.add(Discussion(post_id=the_post().id, closed_at=utcnow()))
        db.session.commit()

    answer = bea.post(COMMENTS, data=form)

    assert answer.status_code == 403
    assert "closed" in error_in(answer)
    assert only(page(answer), "textarea").text().strip() == "Too late?"
    assert texts(page(bea.get(POST)), "#comments .aside") == ["Comments are closed."]
    with talk.app_context():
        assert comments() == []


def test_somebody_who_is_blocked_reads_why_and_can_write_nothing(talk, bea):
    form = form_at(bea, body="Again?")
    with talk.app_context():
        db.session.add(CommentBlock(user_id=a_user("Bea").id))
        db.session.commit()

    answer = bea.post(COMMENTS, data=form)

    assert answer.status_code == 403
    assert "A moderator of this site has ended your comments here" in error_in(answer)
    assert not page(bea.get(POST)).css(".comment-form")
    with talk.app_context():
        assert comments() == []


def test_dos_17_a_newcomer_writes_no_more_than_ten_comments_in_ten_minutes(talk, newt):
    form = form_at(newt)

    answers = [newt.post(COMMENTS, data={**form, "body": f"Number {n}"}) for n in range(12)]

    assert [answer.status_code for answer in answers] == [303] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    with talk.app_context():
        assert len(comments()) == 10


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_words_that_come_too_fast_are_kept_in_their_form(talk, newt, headers):
    form = form_at(newt)
    for n in range(10):
        newt.post(COMMENTS, data={**form, "body": f"Number {n}"})

    answer = newt.post(COMMENTS, data={**form, "body": "One more."}, headers=headers)

    assert answer.status_code == 429
    assert "too often" in error_in(answer)
    assert only(page(answer), "textarea").text().strip() == "One more."


def test_what_a_moderator_rejected_and_is_sent_again_is_not_said_to_be_there(talk, bea, editor):
    say(bea, "Buy this.")
    with talk.app_context():
        moderation.act("reject", [the_comment().id], a_user("Ed").id)
        db.session.commit()

    answer = say(bea, "Buy this.")

    assert (
        "a moderator took it away"
        in texts(page(bea.get(answer.headers["Location"], follow_redirects=True)), ".toast")[0]
    )
    assert shown(editor) == []


def test_a_newcomer_whose_approval_was_taken_back_is_a_newcomer_again(talk, newt, client):
    say(newt, "First!")
    with talk.app_context():
        ed = a_user("Ed").id
        batch = moderation.act("approve", [the_comment().id], ed)
        db.session.commit()
        undoing.undo(batch.key, ed)
        db.session.commit()

    say(newt, "Second!")

    assert shown(client) == []


def test_conc_02_the_same_press_twice_is_one_comment(talk, bea):
    form = form_at(bea, body="How?")

    answers = [bea.post(COMMENTS, data=form) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert shown(bea) == ["How?"]


def test_a_comment_without_its_token_is_not_taken(talk, bea):
    form = form_at(bea, body="How?")
    del form["csrf_token"]

    answer = bea.post(COMMENTS, data=form)

    assert answer.status_code == 400
    assert only(page(answer), "textarea, input[name=body]").attributes["name"] == "body"
    with talk.app_context():
        assert comments() == []


def test_a_page_that_was_stored_shows_a_new_comment_at_once(talk, bea, client):
    assert client.get(POST).headers["ETag"] == client.get(POST).headers["ETag"]
    stored = client.get(POST).headers["ETag"]

    say(bea)

    assert client.get(POST, headers={"If-None-Match": stored}).status_code == 200
    assert shown(client) == ["A fine engine."]


def test_auz_32_nobody_s_address_stands_beside_a_comment(talk, bea, client):
    say(bea)

    html = client.get(POST).text

    assert "bea@example.org" not in html
    assert attributes(page(client.get(POST)), ".comment .people a", "href") == ["/@bea"]


def test_xss_05_a_name_is_text_wherever_it_stands_beside_a_comment(talk, bea, ada, client):
    hostile = '"><img src=x onerror=alert(1)>'
    say(bea)
    with talk.app_context():
        a_user("Bea").name = hostile
        db.session.commit()
        first = the_comment().id
    say(ada, "Well.", first)

    tree = page(client.get(POST))
    form = page(ada.get(f"{COMMENTS}/new?parent={first}"))

    assert not tree.css("img[onerror]")
    assert not form.css("img[onerror]")
    assert texts(tree, ".comment.depth-0 .people bdi") == [hostile]
    assert texts(form, ".form-head h1 bdi") == [hostile]


def test_conc_09_a_comment_that_waits_while_its_post_is_deleted_leaves_no_orphan(talk, bea):
    form = form_at(bea, body="How?")

    begin_read_only(False)
    with talk.app_context(), ThreadPoolExecutor(1) as other:
        post = the_post()
        site.take_turn()
        waits = asked_for_the_turn(db.engine)
        answer = other.submit(bea.post, COMMENTS, data=form)
        assert waits.wait(20)
        post.trash(post.authors[0].id)
        db.session.commit()
        response = answer.result(timeout=20)

        assert response.status_code == 410
        assert comments() == []


def test_readers_of_another_site_language_see_plain_words_with_line_ends_kept(talk, bea, client):
    say(bea, "One\nTwo")

    assert only(page(client.get(POST)), ".comment .prose p").html == "<p>One<br>\nTwo</p>"
