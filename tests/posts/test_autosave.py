"""The save line: what is typed is kept beside the post, once, and the answer is true."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from blog.extensions import db
from blog.posts import drafts as model
from blog.posts.content import Content
from tests.posts.desk import (
    NEW,
    autosave,
    change,
    drafts,
    form,
    key_in,
    posts,
    press,
    revisions,
    the_post,
    typing,
    write,
)
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_user
from tests.support.html import only, page, texts

LINE = re.compile(r"Saved \d\d:\d\d:\d\d · [\d,]+ words?")


def test_the_line_says_when_it_was_kept_and_how_many_words(make_app, staff):
    app = make_app(BLOG_TIMEZONE="Europe/Berlin")
    with time_machine.travel(datetime(2030, 1, 1, 11, 3, 22, tzinfo=UTC), tick=False):
        client = signed_in(app, "ada")

        part = autosave(client, "new", form(client, title="Tides", body="word " * 1204), headers=PARTIAL)

    assert texts(page(part), "#save-status") == ["Saved 12:03:22 · 1,204 words"]
    assert page(part).css("main, form, .failed") == []


def test_without_htmx_the_line_stands_on_a_page(ada):
    answer = autosave(ada, "new", form(ada, title="Tides", body="One."))

    assert answer.status_code == 200
    assert LINE.fullmatch(texts(page(answer), "#save-status")[0])


def test_the_fields_of_the_contract_are_enough_and_the_first_answer_names_the_draft(staff, ada):
    sent = {name: value for name, value in form(ada).items() if name == "csrf_token"}
    sent |= {"title": "Tides", "body": "The moon.", "tags": "Sea", "version": "0"}

    key = key_in(autosave(ada, "new", sent, headers=PARTIAL))
    again = key_in(autosave(ada, "new", {**sent, "body": "The sun.", "draft": key}, headers=PARTIAL))

    assert again == key
    with staff.app_context():
        (draft,) = drafts()
        assert draft.content == Content(title="Tides", body="The sun.", tags=("Sea",))


def test_one_text_is_one_draft_however_often_it_is_kept(staff, ada):
    sent = form(ada, title="Tides")
    for body in ("T", "Th", "The moon"):
        key = key_in(autosave(ada, "new", {**sent, "body": body}, headers=PARTIAL))

    with staff.app_context():
        assert [(draft.key, draft.body) for draft in drafts()] == [(key, "The moon")]


def test_what_is_kept_never_touches_what_is_published(staff, ada):
    write(ada, body="As it was.")
    press(ada, "/posts/tides/publish", form(ada, "/posts/tides/edit"))

    typing(ada, "/posts/tides/edit", title="Other", body="Unfinished", tags="Half")

    visitor = page(staff.test_client().get("/posts/tides"))
    assert (texts(visitor, "h1"), texts(visitor, ".prose")) == (["Tides"], ["As it was."])
    assert texts(page(ada.get("/posts/tides")), ".tools span") == ["Unsaved changes"]
    with staff.app_context():
        assert (the_post().version, len(revisions())) == (1, 1)


def test_the_fields_of_the_contract_leave_all_others_as_they_are(staff, ada):
    write(ada, excerpt="Short.", language="de", tags="Sea")
    opened = form(ada, "/posts/tides/edit")
    sent = {name: opened[name] for name in ("csrf_token", "title", "tags", "version", "draft")}

    autosave(ada, "tides", {**sent, "body": "More."}, headers=PARTIAL)

    offered = form(ada, "/posts/tides/edit")
    assert (offered["body"], offered["excerpt"], offered["language"]) == ("More.", "Short.", "de")
    assert change(ada, "tides").status_code == 303
    with staff.app_context():
        assert (the_post().body.summary, the_post().language) == ("Short.", "de")


def test_what_equals_the_saved_text_leaves_no_draft(staff, ada):
    write(ada, tags="Sea", excerpt="Short.")
    sent = typing(ada, "/posts/tides/edit", body="Something")
    opened = {**sent, "body": "The moon pulls."}

    autosave(ada, "tides", opened, headers=PARTIAL)

    with staff.app_context():
        assert drafts() == []


def test_an_empty_new_form_leaves_no_draft(staff, ada):
    typing(ada)

    with staff.app_context():
        assert drafts() == []


@pytest.mark.parametrize("press_first", ["edit", "publish"])
def test_conc_04_what_is_kept_late_overwrites_nothing(staff, ada, press_first):
    write(ada, body="One.")
    sent = form(ada, "/posts/tides/edit", body="One, two, three.")
    press(ada, f"/posts/tides/{press_first}", sent)

    same = autosave(ada, "tides", sent, headers=PARTIAL)
    with staff.app_context():
        assert drafts() == []
    older = autosave(ada, "tides", {**sent, "body": "One, two"}, headers=PARTIAL)

    assert (same.status_code, older.status_code) == (200, 200)
    with staff.app_context():
        assert the_post().body.markdown == "One, two, three."


def test_conc_04_a_new_text_that_is_kept_late_makes_no_second_post_nor_draft(staff, ada):
    sent = form(ada, title="Tides", body="One.")
    press(ada, "/posts/new/publish", sent)

    autosave(ada, "new", sent, headers=PARTIAL)

    assert texts(page(ada.get("/drafts")), ".rows a") == []
    assert page(ada.get("/posts/tides/edit")).css(".notice") == []
    with staff.app_context():
        assert (len(posts()), drafts()) == (1, [])


def test_ones_own_autosave_never_conflicts_with_ones_own_save(staff, ada):
    write(ada)
    sent = form(ada, "/posts/tides/edit")
    for body in ("A", "A b", "A b c"):
        autosave(ada, "tides", {**sent, "body": body}, headers=PARTIAL)

    answer = press(ada, "/posts/tides/edit", {**sent, "body": "A b c."})

    assert answer.status_code == 303
    with staff.app_context():
        assert (the_post().body.markdown, drafts(), len(revisions())) == ("A b c.", [], 2)


@pytest.mark.parametrize("typed", [{"body": "x" * 200_001}, {"title": "x" * 2_001}, {"tags": "x" * 2_001}])
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_what_is_too_long_to_keep_is_said_in_words(staff, ada, typed, headers):
    answer = autosave(ada, "new", form(ada, **typed), headers=headers)

    line = only(page(answer), "#save-status")
    assert answer.status_code == 422
    assert line.text().startswith("Not saved: ")
    assert "failed" in line.attributes["class"].split()
    with staff.app_context():
        assert drafts() == []


def test_dos_06_nobody_keeps_more_than_enough_drafts_but_goes_on_with_those(staff, ada):
    with staff.app_context():
        user = a_user("Ada").id
        rows = [
            {"key": f"draft-{n:04}", "user_id": user, "title": "x", "body": "", "details": {}}
            for n in range(500)
        ]
        db.session.execute(db.insert(model.Draft), rows)
        db.session.commit()

    one_more = autosave(ada, "new", form(ada, title="One more"), headers=PARTIAL)
    known = autosave(ada, "new", form(ada, title="Known", draft="draft-0000"), headers=PARTIAL)

    assert (one_more.status_code, known.status_code) == (422, 200)
    assert "Not saved: you have 500 drafts" in only(page(one_more), "#save-status").text()
    assert press(ada, NEW, form(ada, title="One more")).status_code == 303
