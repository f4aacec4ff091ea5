"""One's own comment in other words, deleted, brought back; what an editor may do with those of others."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.comments import moderation
from blog.comments.models import CommentBlock, ModerationAction
from blog.database import begin_read_only
from blog.extensions import db
from blog.site import models as site
from tests.comments.talking import (
    POST,
    asked_for_the_turn,
    change,
    comments,
    error_in,
    form_at,
    say,
    shown,
    the_comment,
    the_post,
)
from tests.support.browsing import PARTIAL, post
from tests.support.factories import a_comment, a_user
from tests.support.html import only, page, texts


@pytest.fixture
def said(talk, bea) -> int:
    """The id of a comment that Bea has just made."""
    say(bea, "A fine engin.")
    with talk.app_context():
        return the_comment().id


def delete(client, comment_id: int, **options):
    return post(client, f"/comments/{comment_id}/delete", **options)


def age(comment_id: int, by: timedelta) -> None:
    comment = next(one for one in comments() if one.id == comment_id)
    comment.created_at -= by
    db.session.commit()


def test_words_can_be_changed_and_it_says_so(talk, said, bea, client):
    answer = change(bea, said, "A fine engine.")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{POST}#comment-{said}"
    assert shown(client) == ["A fine engine."]
    assert "edited" in texts(page(client.get(POST)), ".comment .byline > span")


def test_htmx_gets_the_comment_back_in_its_place(talk, said, bea):
    form = bea.get(f"/comments/{said}/edit", headers=PARTIAL)
    answer = change(bea, said, "A fine engine.", headers=PARTIAL)
    followed = bea.get(answer.headers["Location"], headers=PARTIAL)

    assert only(page(form), f"#comment-{said} form")
    assert answer.status_code == 303
    assert texts(page(followed), f"#comment-{said} .prose") == ["A fine engine."]


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_no_words_are_no_change(talk, said, bea, headers):
    answer = change(bea, said, " ", headers=headers)

    assert answer.status_code == 422
    assert "Write something first." in error_in(answer)
    assert shown(bea) == ["A fine engin."]


def test_after_a_quarter_of_an_hour_the_words_stand(talk, said, bea):
    form = form_at(bea, f"/comments/{said}/edit", body="Other words")
    with talk.app_context():
        age(said, timedelta(minutes=15))

    answer = bea.post(f"/comments/{said}/edit", data=form)

    assert answer.status_code == 403
    assert "15 minutes" in error_in(answer)
    assert only(page(answer), "textarea").text().strip() == "Other words"
    assert bea.get(f"/comments/{said}/edit").status_code == 403
    assert not page(bea.get(POST)).css(f".comment-tools a[href='/comments/{said}/edit']")
    assert shown(bea) == ["A fine engin."]


@pytest.mark.parametrize("act", ["edit", "delete", "restore"])
@pytest.mark.parametrize(("state", "status"), [("visible", 403), ("pending", 404), ("rejected", 404)])
def test_auz_15_nobody_changes_the_comment_of_another(talk, ada, newt, act, state, status):
    with talk.app_context():
        other = a_comment(the_post(), a_user("Bea"), "Mine.", state=state).id

    answers = [post(who, f"/comments/{other}/{act}", {"body": "Theirs."}) for who in (ada, newt)]

    assert [answer.status_code for answer in answers] == [status, status]
    with talk.app_context():
        assert [(one.body, one.state) for one in comments()] == [("Mine.", state)]


@pytest.mark.parametrize("act", ["edit", "delete", "restore"])
def test_anonymous_readers_are_asked_to_sign_in(talk, said, client, act):
    answer = client.post(f"/comments/{said}/{act}", data={"body": "Theirs."})

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("act", ["edit", "delete", "restore"])
@pytest.mark.parametrize("id", ["999", "99999999999999999999"])
def test_what_is_not_there_cannot_be_changed(talk, bea, act, id):
    assert post(bea, f"/comments/{id}/{act}", {"body": "Hm."}).status_code == 404


def test_two_windows_on_one_comment_lose_no_words(talk, said, bea):
    first = form_at(bea, f"/comments/{said}/edit", body="From one window")
    second = form_at(bea, f"/comments/{said}/edit", body="From the other")
    bea.post(f"/comments/{said}/edit", data=first)

    answer = bea.post(f"/comments/{said}/edit", data=second)

    tree = page(answer)
    assert answer.status_code == 409
    assert only(tree, ".summary pre").text() == "From one window"
    assert only(tree, "textarea").text().strip() == "From the other"
    again = bea.post(
        f"/comments/{said}/edit",
        data={**second, "version": only(tree, "input[name=version]").attributes["value"]},
    )
    assert again.status_code == 303
    assert shown(bea) == ["From the other"]


def test_somebody_who_was_blocked_changes_nothing_but_may_delete(talk, said, bea):
    form = form_at(bea, f"/comments/{said}/edit", body="Spam")
    with talk.app_context():
        db.session.add(CommentBlock(user_id=a_user("Bea").id))
        db.session.commit()

    assert bea.post(f"/comments/{said}/edit", data=form).status_code == 403
    assert delete(bea, said).status_code == 303
    assert shown(bea) == []


def test_links_that_come_in_by_an_edit_of_the_first_comment_wait(talk, newt, client):
    with talk.app_context():
        only_one = a_comment(the_post(), a_user("Newt"), "How nice.").id
    links = " ".join(f"https://spam.example/{n}" for n in range(3))

    change(newt, only_one, links)

    assert shown(client) == []
    with talk.app_context():
        assert the_comment().suspicion == "links came in by an edit"


def test_a_comment_that_nobody_answered_leaves_nothing(talk, said, bea, client):
    answer = delete(bea, said)

    assert answer.status_code == 303
    assert shown(client) == []
    assert only(page(client.get(POST)), "#comments-title").text() == "No comments yet"


def test_one_that_was_answered_leaves_a_trace_until_the_answer_goes(talk, said, bea, ada, client):
    say(ada, "Thank you.", said)
    with talk.app_context():
        reply = comments()[-1].id

    delete(bea, said)
    with_reply = shown(client)
    delete(ada, reply)

    assert with_reply == ["Deleted by its author.", "Thank you."]
    assert "A fine engin." not in client.get(POST).text
    assert shown(client) == []


def test_htmx_shows_what_was_deleted_with_the_way_back(talk, said, bea):
    answer = delete(bea, said, headers=PARTIAL)
    followed = page(bea.get(answer.headers["Location"], headers=PARTIAL))

    assert texts(followed, f"#comment-{said} .trace") == ["You deleted this comment. Undo"]
    assert only(followed, ".toast form").attributes["action"] == f"/comments/{said}/restore"


def test_one_s_own_deletion_can_be_undone(talk, said, bea, client):
    delete(bea, said)

    answer = post(bea, f"/comments/{said}/restore")

    assert answer.status_code == 303
    assert shown(client) == ["A fine engin."]


def test_bringing_back_what_readers_never_saw_lets_it_wait_again(talk, newt, client):
    say(newt, "First!")
    with talk.app_context():
        waiting = the_comment().id
    delete(newt, waiting)

    post(newt, f"/comments/{waiting}/restore")

    assert shown(client) == []
    with talk.app_context():
        assert the_comment().state == "pending"


@pytest.mark.parametrize("decision", ["reject", "delete"])
@pytest.mark.parametrize("acts", [("restore",), ("delete", "restore"), ("edit",)])
def test_what_a_moderator_took_away_its_author_cannot_bring_back(talk, said, bea, client, decision, acts):
    with talk.app_context():
        moderation.act(decision, [said], a_user("Ed").id)
        db.session.commit()

    answers = [post(bea, f"/comments/{said}/{act}", {"body": "Again."}) for act in acts]

    assert [answer.status_code for answer in answers] == [403] * len(acts)
    assert shown(client) == []


def test_somebody_who_is_blocked_brings_nothing_back(talk, said, bea, client):
    delete(bea, said)
    with talk.app_context():
        db.session.add(CommentBlock(user_id=a_user("Bea").id))
        db.session.commit()

    assert post(bea, f"/comments/{said}/restore").status_code == 403
    assert shown(client) == []


def test_what_waits_again_waits_after_a_deletion_too(talk, newt, client):
    with talk.app_context():
        first = a_comment(the_post(), a_user("Newt"), "How nice.").id
    change(newt, first, " ".join(f"https://spam.example/{n}" for n in range(3)))
    delete(newt, first)

    post(newt, f"/comments/{first}/restore")

    assert shown(client) == []
    with talk.app_context():
        assert the_comment().state == "pending"


def test_words_that_are_gone_for_good_cannot_be_brought_back(talk, said, bea, ada, client):
    say(ada, "Thank you.", said)
    delete(bea, said)
    with talk.app_context():
        purged = comments()[0]
        purged.body = purged.html = ""
        db.session.commit()

    post(bea, f"/comments/{said}/restore")

    assert shown(client) == ["Deleted by its author.", "Thank you."]


def test_a_change_that_waits_for_another_s_turn_sees_what_became_of_it(talk, said, bea):
    form = form_at(bea, f"/comments/{said}/edit", body="From the second window")
    begin_read_only(False)
    with talk.app_context(), ThreadPoolExecutor(1) as second:
        held = the_comment()
        site.take_turn()
        waits = asked_for_the_turn(db.engine)
        answer = second.submit(bea.post, f"/comments/{said}/edit", data=form)
        assert waits.wait(20)
        held.reword("From the first window", "<p>From the first window</p>")
        db.session.commit()
        response = answer.result(timeout=20)

    assert response.status_code == 409
    assert only(page(response), ".summary pre").text() == "From the first window"


def test_an_editor_s_deletion_is_logged_and_can_be_undone(talk, said, editor, client):
    delete(editor, said)
    with talk.app_context():
        entry = db.session.scalars(db.select(ModerationAction)).one()
        assert (entry.action, entry.comment_id, entry.before) == ("delete", said, "visible")
        undo = f"/admin/log/{entry.batch}/undo"
    gone = shown(client)

    assert gone == []
    assert post(editor, undo).status_code == 303
    assert shown(client) == ["A fine engin."]


def test_deleting_twice_is_deleting_once(talk, said, bea, editor):
    delete(bea, said)

    assert delete(bea, said).status_code == 303
    assert delete(editor, said).status_code == 303
    with talk.app_context():
        assert the_comment().state == "deleted"


def test_without_javascript_a_page_asks_first(talk, said, bea):
    tree = page(bea.get(f"/comments/{said}/delete"))

    assert only(tree, "main h1").text() == "Delete this comment?"
    assert only(tree, "main form").attributes["action"] == f"/comments/{said}/delete"


def test_what_was_deleted_long_ago_cannot_be_edited(talk, said, bea):
    delete(bea, said)

    assert bea.get(f"/comments/{said}/edit").status_code == 403
