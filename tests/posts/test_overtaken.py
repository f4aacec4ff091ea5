"""CONC-07 and CONC-08: forms sent twice or side by side, and posts that are gone when a form comes in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from blog.database import utcnow
from blog.extensions import db
from blog.posts import trash
from tests.posts.desk import (
    NEW,
    autosave,
    drafts,
    form,
    posts,
    press,
    revisions,
    the_post,
    write,
)
from tests.support.browsing import PARTIAL, post
from tests.support.html import fields, only, page

EDIT = "/posts/tides/edit"
TYPED = {"body": "What Ada wrote.", "tags": "Sea", "excerpt": "Short."}


def side_by_side(app, client, address, forms) -> list[int]:
    """Send forms at the same time, all with the cookies of `client`; return the statuses."""
    cookie = client.get_cookie("session").value

    def send(sent) -> int:
        visitor = app.test_client()
        visitor.set_cookie("session", cookie)
        return press(visitor, address, sent).status_code

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_a_new_post_that_is_sent_three_times_is_one(staff, ada, headers):
    sent = form(ada, title="Tides", excerpt="x" * 300, slug="y" * 80, **{"body": "One."})

    answers = [press(ada, NEW, sent, headers=headers) for _ in range(3)]

    assert {answer.status_code for answer in answers} <= {204, 303}
    with staff.app_context():
        assert (len(posts()), len(revisions()), drafts()) == (1, 1, [])


def test_a_change_that_is_sent_three_times_is_one_revision(staff, ada):
    write(ada)
    sent = form(ada, EDIT, **TYPED)

    answers = [press(ada, EDIT, sent).status_code for _ in range(3)]

    assert answers == [303, 303, 303]
    with staff.app_context():
        assert [row.number for row in revisions()] == [1, 2]


def test_a_new_post_that_is_sent_again_with_more_is_that_post_with_more(staff, ada):
    sent = form(ada, title="Tides", body="One.")
    press(ada, NEW, sent)

    press(ada, NEW, {**sent, "body": "One. Two."})

    with staff.app_context():
        assert (len(posts()), the_post().body.markdown) == (1, "One. Two.")


def test_conc_07_twenty_posts_of_one_title_at_once_stand_at_twenty_addresses(staff, ada):
    sent = form(ada, title="Tides", body="x", tags="Sea")

    answers = side_by_side(staff, ada, NEW, [{**sent, "draft": f"form-number-{n}"} for n in range(20)])

    assert answers == [303] * 20
    with staff.app_context():
        assert len({post.slug for post in posts()}) == 20
        assert len(revisions()) == 20


def test_one_form_sent_eight_times_at_once_is_one_post(staff, ada):
    sent = form(ada, title="Tides", body="x", tags="Sea")

    answers = side_by_side(staff, ada, NEW, [sent] * 8)

    assert answers == [303] * 8
    with staff.app_context():
        assert (len(posts()), len(revisions())) == (1, 1)


def test_one_change_sent_eight_times_at_once_is_one_revision(staff, ada):
    write(ada)

    answers = side_by_side(staff, ada, EDIT, [form(ada, EDIT, **TYPED)] * 8)

    assert answers == [303] * 8
    with staff.app_context():
        assert [row.number for row in revisions()] == [1, 2]


def test_of_two_that_want_one_address_at_once_one_is_told(staff, ada):
    sent = form(ada, title="Tides", body="x", slug="wanted")

    answers = side_by_side(staff, ada, NEW, [{**sent, "draft": f"form-number-{n}"} for n in range(6)])

    assert sorted(answers) == [303] + [422] * 5
    with staff.app_context():
        assert [post.slug for post in posts()] == ["wanted"]


@pytest.fixture
def open_form(staff, ada, editor):
    """What Ada typed on a public post that Ed deleted meanwhile."""
    write(ada)
    press(ada, "/posts/tides/publish", form(ada, EDIT))
    opened = form(ada, EDIT, **TYPED)
    post(editor, "/posts/tides/delete")
    return opened


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_conc_08_the_text_for_a_deleted_post_is_kept_and_can_be_a_new_draft(staff, ada, open_form, headers):
    answer = press(ada, EDIT, open_form, headers=headers)

    tree = page(answer)
    assert answer.status_code == 409
    assert "Ed deleted this post while you were writing" in only(tree, ".form-head").text()
    assert TYPED.items() <= fields(tree).items()
    assert (page(answer).css("main") == []) == bool(headers)
    saved = press(ada, only(tree, "#editor").attributes["action"], fields(tree))
    assert (saved.status_code, saved.headers["Location"]) == (303, "/posts/tides-2")
    assert TYPED.items() <= form(ada, "/posts/tides-2/edit").items()
    with staff.app_context():
        old, new = posts()
        assert (old.body.markdown, old.deleted_at is None) == ("The moon pulls.", False)
        assert (new.published_at, drafts()) == (None, [])


def test_conc_08_the_text_is_in_drafts_though_the_window_is_closed_and_only_once(staff, ada, open_form):
    for _ in range(3):
        press(ada, EDIT, open_form)

    link = only(page(ada.get("/drafts")), "section[aria-labelledby=unsaved] a").attributes["href"]
    assert TYPED.items() <= form(ada, link).items()


@pytest.mark.parametrize("part", ["publish", "schedule", "unpublish"])
def test_conc_08_no_button_revives_a_deleted_post(staff, ada, open_form, part):
    answer = press(ada, f"/posts/tides/{part}", {**open_form, "publish_at": "2030-01-01T10:00"})

    assert answer.status_code == 409
    assert fields(page(answer))["body"] == TYPED["body"]
    assert staff.test_client().get("/posts/tides").status_code == 410


def test_conc_08_what_is_typed_is_kept_although_the_post_is_deleted(staff, ada, open_form):
    answer = autosave(ada, "tides", open_form, headers=PARTIAL)

    assert answer.status_code == 200
    with staff.app_context():
        assert [draft.body for draft in drafts()] == [TYPED["body"]]


def purge(app) -> None:
    with app.app_context(), time_machine.travel(utcnow() + timedelta(days=31)):
        trash.empty({})
        db.session.commit()
        assert posts() == []


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_conc_08_the_text_is_kept_though_the_post_is_gone_for_good(staff, ada, open_form, headers):
    purge(staff)

    answer = press(ada, EDIT, open_form, headers=headers)

    tree = page(answer)
    assert answer.status_code == 409
    assert TYPED.items() <= fields(tree).items()
    assert press(ada, NEW, fields(tree)).headers["Location"] == "/posts/tides-2"


def test_conc_08_what_is_typed_is_kept_though_the_post_is_gone_for_good(staff, ada, open_form):
    autosave(ada, "tides", open_form, headers=PARTIAL)
    purge(staff)

    answer = autosave(ada, "tides", {**open_form, "body": "And more."}, headers=PARTIAL)

    assert answer.status_code == 200
    link = only(page(ada.get("/drafts")), "section[aria-labelledby=unsaved] a").attributes["href"]
    assert form(ada, link)["body"] == "And more."


def test_a_form_of_a_new_post_that_was_saved_and_deleted_is_kept_too(staff, ada):
    sent = form(ada, title="Tides", body="One.")
    press(ada, NEW, sent)
    post(ada, "/posts/tides/delete")

    answer = press(ada, NEW, {**sent, "body": "One. Two."})

    assert answer.status_code == 409
    saved = press(ada, NEW, fields(page(answer)))
    assert saved.status_code == 303
    assert form(ada, f"{saved.headers['Location']}/edit")["body"] == "One. Two."
