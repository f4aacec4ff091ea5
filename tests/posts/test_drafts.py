"""Texts that were left unsaved: found, continued, thrown away, and nobody else's."""

import pytest

from tests.posts.desk import (
    NEW,
    autosave,
    change,
    drafts,
    form,
    key_in,
    press,
    the_post,
    typing,
    write,
)
from tests.support.browsing import PARTIAL, post
from tests.support.factories import PASSWORD
from tests.support.html import attributes, fields, only, page, texts


def test_a_new_text_stands_in_drafts_under_its_title_and_goes_on_from_there(staff, ada):
    typing(ada, title="Tides", body="The moon", tags="Sea", excerpt="Soon.", language="de")
    listing = page(ada.get("/drafts"))
    link = only(listing, "section[aria-labelledby=unsaved] a")

    later = page(ada.get(link.attributes["href"]))

    assert link.text() == "Tides"
    assert link.attributes["href"].startswith("/posts/new?draft=")
    assert {name: fields(later)[name] for name in ("title", "body", "tags", "excerpt", "language")} == {
        "title": "Tides", "body": "The moon", "tags": "Sea", "excerpt": "Soon.", "language": "de",
    }  # fmt: skip
    assert "unsaved changes" in only(later, ".notice").text()
    slug = press(ada, NEW, fields(later)).headers["Location"]
    assert slug == "/posts/tides"
    with staff.app_context():
        assert drafts() == []


@pytest.mark.parametrize(
    ("typed", "name"), [({"body": "Only words."}, "Only words."), ({"tags": "x"}, "Untitled")]
)
def test_a_text_without_a_title_is_found_in_drafts_too(ada, typed, name):
    typing(ada, **typed)

    assert texts(page(ada.get("/drafts")), "section[aria-labelledby=unsaved] a") == [name]


def test_the_next_visit_shows_the_text_with_a_word_and_saves_it(staff, ada):
    write(ada)
    typing(ada, "/posts/tides/edit", body="Lost? No.")
    for headers in ({}, PARTIAL):
        tree = page(ada.get("/posts/tides/edit", headers=headers))
        assert fields(tree)["body"] == "Lost? No."
        assert "These are your unsaved changes" in only(tree, ".notice").text()

    assert change(ada, "tides").status_code == 303

    with staff.app_context():
        assert (the_post().body.markdown, drafts()) == ("Lost? No.", [])
    assert page(ada.get("/posts/tides/edit")).css(".notice") == []


def test_auz_04_nobody_reaches_anothers_draft(staff, ada, grace):
    key = typing(ada, title="Secret", body="Of Ada's.")["draft"]
    stolen = form(grace, title="Stolen", body="Of Grace's.", draft=key)

    visit = grace.get(f"{NEW}?draft={key}")
    thrown = post(grace, f"/drafts/{key}/delete")
    written = autosave(grace, "new", stolen, headers=PARTIAL)
    saved = press(grace, NEW, stolen)

    assert (visit.status_code, thrown.status_code) == (404, 404)
    assert key_in(written) != key
    assert saved.headers["Location"] == "/posts/stolen"
    assert "Secret" not in grace.get("/drafts").text
    with staff.app_context():
        assert [draft.body for draft in drafts() if draft.key == key] == ["Of Ada's."]
    assert press(ada, NEW, form(ada, f"{NEW}?draft={key}")).headers["Location"] == "/posts/secret"


def test_a_draft_is_thrown_away_from_the_list(staff, ada):
    key = typing(ada, title="Tides")["draft"]

    answer = post(ada, f"/drafts/{key}/delete", headers=PARTIAL, follow_redirects=True)

    assert page(answer).css("#drafts .rows") == []
    with staff.app_context():
        assert drafts() == []
    assert post(ada, f"/drafts/{key}/delete").status_code == 404


def test_unsaved_changes_are_thrown_away_from_the_form(ada):
    write(ada)
    typing(ada, "/posts/tides/edit", body="Never mind.")
    tree = page(ada.get("/posts/tides/edit"))
    button = only(tree, ".notice button").attributes["formaction"]

    answer = press(ada, button, fields(tree), follow_redirects=True)

    assert answer.request.path == "/posts/tides/edit"
    assert fields(page(answer))["body"] == "The moon pulls."
    assert page(answer).css(".notice") == []


def test_two_windows_of_one_author_keep_two_drafts(staff, ada):
    write(ada)
    first, second = form(ada, "/posts/tides/edit"), form(ada, "/posts/tides/edit")

    autosave(ada, "tides", {**first, "body": "In the first."}, headers=PARTIAL)
    autosave(ada, "tides", {**second, "body": "In the second."}, headers=PARTIAL)

    with staff.app_context():
        assert [draft.body for draft in drafts()] == ["In the first.", "In the second."]
    assert texts(page(ada.get("/drafts")), "section[aria-labelledby=unsaved] a") == ["Tides", "Tides"]


def test_a_continued_draft_moves_along_and_leaves_no_copy(staff, ada):
    write(ada)
    typing(ada, "/posts/tides/edit", body="One")
    later = typing(ada, "/posts/tides/edit", body="One, two")

    with staff.app_context():
        assert [(draft.key, draft.body) for draft in drafts()] == [(later["draft"], "One, two")]


def test_a_draft_that_another_window_wrote_on_meanwhile_stays(staff, ada):
    write(ada)
    first = typing(ada, "/posts/tides/edit", body="One")
    second = form(ada, "/posts/tides/edit", body="Two")  # goes on from the first
    autosave(ada, "tides", {**first, "body": "One, and more"}, headers=PARTIAL)

    press(ada, "/posts/tides/edit", second)

    with staff.app_context():
        assert the_post().body.markdown == "Two"
        assert [draft.body for draft in drafts()] == ["One, and more"]


@pytest.mark.parametrize("kept", ["keep", "delete"])
def test_with_the_account_its_drafts_go(staff, ada, kept):
    write(ada)
    press(ada, "/posts/tides/publish", form(ada, "/posts/tides/edit"))
    typing(ada, "/posts/tides/edit", body="Unsaved.")
    typing(ada, title="New", body="Unsaved.")

    answer = post(ada, "/account/delete", {"current_password": PASSWORD, "posts": kept}, "/account/delete")

    assert answer.status_code == 303, answer.text
    assert staff.test_client().get("/posts/tides").status_code == (200 if kept == "keep" else 410)
    with staff.app_context():
        assert drafts() == []


def test_a_visit_leaves_no_draft(staff, ada):
    ada.get(NEW)
    assert attributes(page(ada.get(NEW)), "#save-status input", "name") == ["draft"]

    with staff.app_context():
        assert drafts() == []
