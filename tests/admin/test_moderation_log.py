"""The log of what moderators did, and taking it back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.comments.models import Comment, ModerationAction
from blog.extensions import db
from tests.admin.moderating import actions, batches, decide, many_comments, some_comments, states
from tests.support.browsing import PARTIAL, post, signed_in, token
from tests.support.factories import a_comment, a_post, an_account
from tests.support.html import attributes, only, page, texts

LOG = "/admin/log"


@pytest.fixture
def ids(app):
    """Three comments that wait."""
    with app.app_context():
        return some_comments()


def undo(client, app, number: int = 0, **options):
    """Take back the batch of that number."""
    return post(client, f"{LOG}/{batches(app)[number]}/undo", **options)


def entries(client, address: str = LOG) -> list[str]:
    """What each entry says was done."""
    return texts(page(client.get(address)), ".log-entry > div > p:first-child")


def toast(client) -> str:
    return texts(page(client.get("/about")), "#toasts .toast")[0]


def test_every_action_stands_there_newest_first(app, editor, colleague, ids):
    decide(editor, "approve", ids[:1])
    decide(colleague, "reject", ids[1:])
    post(editor, "/admin/comments/by/charles-babbage/block", {"comments": "reject"})
    post(editor, "/admin/comments/by/charles-babbage/unblock")
    undo(colleague, app, 1)

    assert entries(editor) == [
        "Emma took back what was decided about 2 comments",
        "Ed let Charles Babbage comment again",
        "Ed blocked Charles Babbage and rejected 1 comment",
        "Emma rejected 2 comments",
        "Ed approved 1 comment",
    ]


def test_a_line_says_whose_comment_it_was_and_how_it_began(app, editor):
    with app.app_context():
        below = a_post("Tides")
        long = a_comment(below, body="*Word* " + "and more " * 40, state="pending").id
        other = a_comment(below, body="Two\n\nlines", state="pending").id

    decide(editor, "approve", [long])
    decide(editor, "reject", [other])

    lines = page(editor.get(LOG)).css(".quotes li")
    assert [line.css_first("a").attributes["href"] for line in lines] == [
        "/admin/comments/by/charles-babbage"
    ] * 2
    assert texts(lines[0], "q") == ["Two lines"]
    assert lines[0].css("q a") == []
    assert only(lines[1], "q a").attributes["href"] == f"/comments/{long}"
    quote = only(lines[1], "q").text()
    assert quote.startswith("*Word* and more")
    assert quote.endswith("…")
    assert len(quote) <= 120


def test_a_batch_is_taken_back_as_a_whole(app, editor, ids):
    decide(editor, "approve", ids[:1])
    decide(editor, "reject", ids)

    answer = undo(editor, app, 1)

    assert (answer.status_code, answer.headers["Location"]) == (303, LOG)
    assert states(app) == ["visible", "pending", "pending"]
    assert toast(editor) == "It is taken back."
    tree = page(editor.get(LOG))
    assert len(tree.css(".log-entry form")) == 1
    assert "taken back" in texts(tree, ".log-entry .hint")[1]


def test_htmx_gets_the_log_with_a_toast(app, editor, ids):
    decide(editor, "reject", ids)
    editor.get("/about")

    tree = page(undo(editor, app, headers=PARTIAL, follow_redirects=True))

    assert len(tree.css("#log .log-entry")) == 2
    assert texts(tree, "hx-partial .toast") == ["It is taken back."]


def test_the_way_back_leads_where_it_was_done(app, editor, ids):
    decide(editor, "reject", ids[:1], "/admin/comments?state=pending&suspicious=1")
    address = only(page(editor.get("/about")), "#toasts form").attributes["action"]

    plain, part = post(editor, address), post(editor, address, headers=PARTIAL)

    back = "/admin/comments?state=pending&suspicious=1"
    assert plain.headers["Location"] == part.headers["HX-Redirect"] == back
    for hostile in ("//evil.test", "https://evil.test", "/\\evil.test", "/login"):
        answer = post(editor, f"{LOG}/{batches(app)[0]}/undo?next={hostile}")
        assert answer.headers["Location"] == LOG, hostile


def test_taking_back_twice_is_like_once(app, editor, ids):
    decide(editor, "reject", ids)
    undo(editor, app)
    decide(editor, "reject", ids[:1])

    answer = undo(editor, app)

    assert answer.status_code == 303
    assert states(app) == ["rejected", "pending", "pending"]
    assert toast(editor) == "It was taken back before."


def test_what_was_moved_on_since_is_left_and_that_is_said(app, editor, colleague, ids):
    decide(editor, "reject", ids)
    decide(colleague, "approve", ids[:1])

    undo(editor, app)

    assert states(app) == ["visible", "pending", "pending"]
    words = "It is taken back. 1 comment had been decided or edited by somebody else meanwhile."
    assert toast(editor) == words


def test_a_comment_that_is_gone_is_left_and_the_log_stays(app, editor, ids):
    decide(editor, "reject", ids)
    with app.app_context():
        db.session.execute(db.delete(Comment).where(Comment.id == ids[0]))
        db.session.commit()

    undo(editor, app)

    assert states(app) == ["pending", "pending"]
    assert "1 comment can no longer be found" in toast(editor)
    assert len(page(editor.get(LOG)).css(".quotes li")) == 5


def test_an_undo_is_logged_and_is_not_taken_back_itself(app, editor, ids):
    decide(editor, "reject", ids[:1])
    undo(editor, app)

    assert actions(app) == [("reject", "pending", "rejected"), ("undo", "rejected", "pending")]
    assert undo(editor, app, 1).status_code == 404


def test_taking_back_an_approval_hides_the_comment_again(app, editor, ids):
    decide(editor, "approve", ids)

    undo(editor, app)

    with app.app_context():
        assert not any(db.session.scalars(db.select(Comment.shown)))


@pytest.mark.parametrize("key", ["k", "x" * 500, "%27", "0" * 32])
def test_a_batch_that_there_is_not_is_not_found(editor, key):
    assert post(editor, f"{LOG}/{key}/undo").status_code == 404
    assert post(editor, f"{LOG}/{key}/undo", headers=PARTIAL).status_code == 404


def test_who_may_not_moderate_takes_nothing_back(app, client, editor, reader, ids):
    decide(editor, "reject", ids)

    for visitor, status in ((client, 303), (reader, 403), (signed_in(app, "ada"), 403)):
        assert undo(visitor, app).status_code == status

    assert states(app) == ["rejected"] * 3


def test_conc_of_two_who_take_the_same_back_at_once_one_does(app, editor, colleague, ids):
    decide(editor, "reject", ids)
    address = f"{LOG}/{batches(app)[0]}/undo"
    tries = [(client, token(client, "/about")) for client in (editor, colleague)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: one[0].post(address, data={"csrf_token": one[1]}), tries))

    assert states(app) == ["pending"] * 3
    assert [name for name, _, _ in actions(app)] == ["reject"] * 3 + ["undo"] * 3


def test_a_long_log_comes_in_pages_that_hold_everything(app, editor):
    with app.app_context():
        ids = many_comments(240)
    for start in range(0, 240, 80):
        decide(editor, "reject", ids[start : start + 80])
    quotes, address = [], LOG

    while address:
        tree = page(editor.get(address))
        quotes += texts(tree, ".quotes q")
        address = next(iter(attributes(tree, "#log > .aside a", "href")), None)

    assert quotes == [f"Comment {n}" for n in reversed(range(240))]
    assert entries(editor)[1] == "Ed rejected 80 comments"


def test_taking_back_from_an_older_page_leads_back_to_it(app, editor):
    with app.app_context():
        ids = many_comments(101)
    for chunk in (ids[:1], ids[1:]):
        decide(editor, "reject", chunk)
    older = only(page(editor.get(LOG)), "#log > .aside a").attributes["href"]
    address = only(page(editor.get(older)), ".log-entry form").attributes["action"]

    answer = post(editor, address)

    assert answer.headers["Location"] == older
    assert states(app)[:2] == ["pending", "rejected"]


@pytest.mark.parametrize("before", ["", "x", "-1", "99999999999"])
def test_a_page_that_no_link_leads_to_is_not_found(editor, before):
    assert editor.get(LOG, query_string={"before": before}).status_code == 404


def test_a_moderator_who_left_is_somebody_who_left(app, editor, ids):
    decide(editor, "reject", ids[:1])
    with app.app_context():
        db.session.execute(db.update(ModerationAction).values(by_id=None))
        an_account("otto", role="editor")
        db.session.commit()

    assert entries(signed_in(app, "otto")) == ["Somebody who left rejected 1 comment"]


def test_an_empty_log_says_what_it_is(editor):
    assert texts(page(editor.get(LOG)), ".empty h2") == ["Nothing yet"]
    assert page(editor.get(f"{LOG}?before=1")).css("#log a[href='/admin/log']")
