"""What is being written, as readers would see it; nothing of it is stored."""

import pytest

from blog.posts.routes.editing import PREVIEWS
from tests.posts.desk import change, drafts, form, posts, press, the_post, write
from tests.support.browsing import PARTIAL, token
from tests.support.factories import a_post
from tests.support.html import fields, only, page, texts

BODY = "## Ebb\n\nThe *moon* pulls.[^1]\n\n[^1]: Twice."


def test_the_preview_is_the_very_block_of_the_post_page(staff, ada):
    write(ada, body=BODY)

    part = page(press(ada, "/posts/preview?of=tides", form(ada, "/posts/tides/edit"), headers=PARTIAL))

    shown = only(page(ada.get("/posts/tides")), "article .prose")
    assert only(part, "#preview article .prose").html == shown.html
    assert texts(part, "#preview h1") == ["Tides"]


@pytest.mark.parametrize("address", ["/posts/new", "/posts/tides/edit"])
def test_without_javascript_it_stands_above_the_form_that_goes_on(ada, address):
    write(ada, body="Before.")
    typed = form(ada, address, title="Flow", body=BODY, tags="Sea", excerpt="Short.", language="de")
    button = only(page(ada.get(address)), "#editor [data-preview]")

    tree = page(press(ada, button.attributes["formaction"], typed))

    assert texts(tree, "#preview .prose em") == ["moon"]
    assert only(tree, "#preview article").attributes["lang"] == "de"
    assert fields(tree) == typed
    assert press(ada, only(tree, "#editor").attributes["action"], fields(tree)).status_code == 303


def test_a_preview_stores_nothing(staff, ada):
    write(ada, body="Before.")

    press(ada, "/posts/preview?of=tides", form(ada, "/posts/tides/edit", body=BODY))
    press(ada, "/posts/preview", form(ada, title="New", body=BODY))

    with staff.app_context():
        assert (the_post().body.markdown, len(posts()), drafts()) == ("Before.", 1, [])


def test_a_text_without_a_title_has_a_preview_too(ada):
    part = page(press(ada, "/posts/preview", form(ada, body=BODY), headers=PARTIAL))

    assert texts(part, "#preview h1") == ["Untitled"]


@pytest.mark.parametrize("body", ["x" * 200_001, "[a]: /" + "x" * 5000 + "\n\n" + "[a] " * 5000])
def test_what_is_too_much_is_told_and_kept(ada, body):
    typed = form(ada, title="Tides", body=body)

    whole, part = (press(ada, "/posts/preview", typed, headers=headers) for headers in ({}, PARTIAL))

    assert (whole.status_code, part.status_code) == (422, 422)
    assert only(page(part), "#preview [role=alert]").text().startswith("No preview: ")
    assert fields(page(whole))["body"] == body


def test_a_preview_says_nothing_about_what_others_write(staff, ada, grace):
    with staff.app_context():
        a_post("Hers", authors=("Grace",), draft=True)
    sent = {"csrf_token": token(ada, "/about"), "body": "x"}

    assert ada.post("/posts/preview?of=hers", data=sent).status_code == 404
    assert ada.post("/posts/preview?of=never", data=sent).status_code == 404


def test_what_was_previewed_and_overtaken_is_still_a_conflict(ada, editor):
    write(ada, body="One.")
    typed = form(ada, "/posts/tides/edit", body="One, by Ada.")
    change(editor, "tides", body="One, by Ed.")

    tree = page(press(ada, "/posts/preview?of=tides", typed))

    assert press(ada, "/posts/tides/edit", fields(tree)).status_code == 409


def test_dos_05_a_flood_of_previews_is_slowed_down_and_nobody_else(ada, client):
    sent = form(ada, body="Over and over.")

    answers = [ada.post("/posts/preview", data=sent, headers=PARTIAL) for _ in range(PREVIEWS + 1)]

    assert {answer.status_code for answer in answers[:PREVIEWS]} == {200}
    assert (answers[-1].status_code, int(answers[-1].headers["Retry-After"]) > 0) == (429, True)
    assert client.get("/").status_code == 200
    assert ada.post("/posts/new/autosave", data=sent, headers=PARTIAL).status_code == 200
