"""What becomes of the comments that a moderator ticks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.comments.models import Comment
from blog.database import utcnow
from blog.extensions import db
from blog.site.models import Site
from tests.admin.moderating import QUEUE, actions, batches, decide, many_comments, some_comments, states
from tests.support.browsing import PARTIAL, post, signed_in, token
from tests.support.factories import a_comment, a_post
from tests.support.html import attributes, only, page, texts

AFTER = {"approve": "visible", "reject": "rejected", "delete": "deleted"}
WORDS = {"approve": "approved", "reject": "rejected", "delete": "deleted"}


@pytest.fixture
def ids(app):
    """Three comments that wait."""
    with app.app_context():
        return some_comments()


def toast(client) -> str:
    return texts(page(client.get("/about")), "#toasts .toast")[0]


@pytest.mark.parametrize("action", AFTER)
def test_what_is_ticked_takes_another_state_as_one_batch(app, editor, ids, action):
    answer = decide(editor, action, ids[:2])

    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/comments?state=pending")
    assert states(app) == [AFTER[action]] * 2 + ["pending"]
    assert actions(app) == [(action, "pending", AFTER[action])] * 2
    assert len(batches(app)) == 1
    toasts = only(page(editor.get(QUEUE)), "#toasts .toast")
    assert texts(toasts, "button") == ["Undo"]
    assert f"2 comments {WORDS[action]}." in toasts.text()


def test_htmx_follows_to_the_list_with_the_toast_along(app, editor, ids):
    answer = decide(editor, "approve", ids[:2], headers=PARTIAL, follow_redirects=True)

    tree = page(answer)
    assert texts(tree, ".desk-row .remark") == ["Comment 2"]
    assert texts(tree, "hx-partial .toast form button") == ["Undo"]
    assert texts(tree, "hx-partial[hx-target='#waiting']") == ["1 comment waits"]
    assert tree.css("html > head > title, header") == []


@pytest.mark.parametrize(("button", "state"), [("reject {}", "rejected"), ("approve {}", "visible")])
def test_a_button_beside_a_comment_means_that_one_whatever_is_ticked(app, editor, ids, button, state):
    post(editor, QUEUE, {"only": button.format(ids[1]), "comment": ids})

    assert states(app) == ["pending", state, "pending"]


def test_an_approved_comment_is_seen_at_once_and_a_rejected_one_no_more(app, editor, ids):
    def version():
        with app.app_context():
            return db.session.scalar(db.select(Site.version))

    before = version()
    decide(editor, "approve", ids[:1])
    between = version()
    decide(editor, "reject", ids[:1])

    assert before < between < version()
    with app.app_context():
        assert db.session.get(Comment, ids[0]).shown is False


def test_a_hundred_go_at_once(app, editor):
    with app.app_context():
        many = many_comments(100)

    decide(editor, "reject", many)

    assert set(states(app)) == {"rejected"}
    assert toast(editor).startswith("100 comments rejected.")


def test_what_stands_so_already_is_left_and_that_is_said(app, editor, ids):
    decide(editor, "reject", ids[:1])

    decide(editor, "reject", ids)

    assert len(actions(app)) == 3
    assert "2 comments rejected. 1 comment stood as it should already." in toast(editor)


def test_what_is_not_there_is_left_and_that_is_said(app, editor, ids):
    decide(editor, "approve", [*ids, 999, 2**31, 9999999999, "no number", *ids])

    assert states(app) == ["visible"] * 3
    assert "3 comments approved. 4 comments can no longer be found." in toast(editor)


def test_where_nothing_was_done_nothing_can_be_undone(app, editor, ids):
    decide(editor, "approve", [999])

    tree = page(editor.get(QUEUE))
    assert texts(tree, "#toasts .toast") == ["Nothing was changed. 1 comment can no longer be found."]
    assert tree.css("#toasts form") == []
    assert actions(app) == []


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"action": "approve"}, "Nothing is ticked"),
        ({"action": "burn", "comment": ["1"]}, "Choose what"),
        ({"comment": ["1"]}, "Choose what"),
        ({"only": "burn 1"}, "Choose what"),
        ({"action": "reject", "comment": [str(n) for n in range(101)]}, "100 comments at most"),
    ],
)
def test_an_unfit_form_changes_nothing_and_says_why(app, editor, ids, headers, data, words):
    answer = post(editor, QUEUE, data, headers=headers)

    assert answer.status_code == 422
    assert words in only(page(answer), "[role=alert]").text()
    assert len(page(answer).css(".desk-row")) == 3
    assert states(app) == ["pending"] * 3


def test_the_next_page_is_where_the_moderator_was(app, editor, ids):
    address = f"{QUEUE}?state=pending&suspicious=1&past=1"

    assert (
        decide(editor, "reject", ids, address)
        .headers["Location"]
        .endswith("/admin/comments?state=pending&suspicious=1&past=1")
    )
    assert decide(editor, "reject", ids, f"{QUEUE}?state=king").status_code == 404


def test_who_may_not_moderate_changes_nothing(app, client, reader, ids):
    for visitor, status in ((client, 303), (reader, 403), (signed_in(app, "ada"), 403)):
        assert decide(visitor, "approve", ids).status_code == status
        assert decide(visitor, "approve", ids, headers=PARTIAL).status_code in (401, 403)

    assert states(app) == ["pending"] * 3


def test_a_form_without_its_token_changes_nothing(app, editor, ids):
    assert editor.post(QUEUE, data={"action": "approve", "comment": ids}).status_code == 400
    assert states(app) == ["pending"] * 3


def seen_by(client) -> list[str]:
    """What the form says that this moderator sees."""
    return attributes(page(client.get(QUEUE)), ".desk [name=seen]", "value")


def test_whoever_comes_second_is_told_and_changes_nothing(app, editor, colleague, ids):
    seen = seen_by(colleague)
    decide(editor, "approve", ids[:1], seen=seen_by(editor))

    decide(colleague, "reject", ids, seen=seen)

    assert states(app) == ["visible", "rejected", "rejected"]
    words = "1 comment had been decided or edited by somebody else meanwhile."
    assert toast(colleague).startswith(f"2 comments rejected. {words}")


def test_conc_of_two_moderators_at_the_same_comments_one_wins_and_it_can_be_undone(
    app, editor, colleague, ids
):
    seen = seen_by(editor)
    tries = [(editor, "approve", token(editor, QUEUE)), (colleague, "reject", token(colleague, QUEUE))]

    def decide_at_once(client, action, fresh):
        data = {"action": action, "comment": ids, "seen": seen, "csrf_token": fresh}
        assert client.post(QUEUE, data=data).status_code == 303

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(decide_at_once, *zip(*tries, strict=True)))

    assert states(app) in (["visible"] * 3, ["rejected"] * 3)
    assert len(batches(app)) == 1
    told = [toast(client) for client in (editor, colleague)]
    assert sorted("Nothing was changed." in words for words in told) == [False, True]
    post(editor, f"/admin/log/{batches(app)[0]}/undo")
    assert states(app) == ["pending"] * 3


def test_what_was_edited_meanwhile_is_looked_at_again(app, editor, ids):
    seen = seen_by(editor)
    with app.app_context():
        db.session.get(Comment, ids[0]).reword("Buy watches", "<p>Buy watches</p>")
        db.session.commit()

    decide(editor, "approve", ids, seen=seen)

    assert states(app) == ["pending", "visible", "visible"]


def test_nobody_shows_what_its_author_took_away(app, editor, ids):
    with app.app_context():
        comment = db.session.get(Comment, ids[0])
        comment.become("deleted", comment.author_id)
        db.session.commit()

    for action in ("approve", "reject"):
        decide(editor, action, ids[:1])

        assert states(app)[0] == "deleted"
        assert "1 comment was taken away by the author." in toast(editor)
    tree = page(editor.get(f"{QUEUE}?state=deleted"))
    assert texts(tree, ".row-tools > span") == ["Deleted by the author"]
    assert tree.css(".row-tools button") == []


def test_below_a_rejected_comment_the_replies_stay(app, editor):
    with app.app_context():
        below = a_post()
        above = a_comment(below)
        reply = a_comment(below, "Ada Lovelace", "Indeed.", above).id
        above = above.id

    decide(editor, "reject", [above])

    with app.app_context():
        assert (db.session.get(Comment, above).shown, db.session.get(Comment, reply).state) == (
            True,
            "visible",
        )


def test_a_decision_says_who_took_it_and_when(app, editor, ids):
    decide(editor, "reject", ids[:1])

    with app.app_context():
        comment = db.session.get(Comment, ids[0])
        assert comment.decided_at > utcnow() - timedelta(minutes=1)
    tree = page(editor.get(f"{QUEUE}?state=rejected"))
    assert texts(tree, ".row-tools > span") == ["Rejected by Ed"]
    assert texts(tree, ".row-tools button") == ["Approve", "Delete"]
