"""CONC-03: two people write on one post, and nothing of either is lost."""

import pytest

from tests.posts.desk import (
    autosave,
    change,
    drafts,
    form,
    press,
    revisions,
    the_post,
    write,
)
from tests.support.browsing import PARTIAL
from tests.support.html import attributes, fields, only, page, texts

EDIT = "/posts/tides/edit"
BODY = "One.\n\nTwo.\n\nThree.\n"
BOTH = [{}, PARTIAL]
NAMES = ["plain", "fragment"]


@pytest.fixture
def stale(staff, ada, editor):
    """Ada's form of /posts/tides, opened before Ed saved another second paragraph there."""
    write(ada, body=BODY, tags="Sea, Moon")
    opened = form(ada, EDIT)
    assert change(editor, "tides", body=BODY.replace("Two.", "Two, by Ed.")).status_code == 303
    return opened


def clash(client, stale, **options):
    """Send a form that says something else about the same line."""
    return press(client, EDIT, {**stale, "body": BODY.replace("Two.", "Two, by Ada.")}, **options)


def body(app) -> str:
    with app.app_context():
        return the_post().body.markdown


@pytest.mark.parametrize("headers", BOTH, ids=NAMES)
def test_conc_03_the_second_is_told_and_sees_both_texts(staff, ada, stale, headers):
    answer = clash(ada, stale, headers=headers)

    tree = page(answer)
    assert answer.status_code == 409
    assert (page(answer).css("main") == []) == bool(headers)
    assert only(tree, "article").attributes["id"] == "post-1"
    assert "Ed saved this post" in only(tree, "[role=alert] h1").text()
    assert texts(tree, ".choice blockquote") == ["Two, by Ada.", "Two, by Ed."]
    assert only(tree, "textarea#body").text() == BODY.replace("Two.", "Two, by Ada.")
    assert only(tree, "textarea#their-body").text() == BODY.replace("Two.", "Two, by Ed.")
    assert (stale["version"], fields(tree)["version"], fields(tree)["base"]) == ("1", "2", "1")
    assert body(staff) == BODY.replace("Two.", "Two, by Ed.")


@pytest.mark.parametrize("headers", BOTH, ids=NAMES)
@pytest.mark.parametrize(
    ("choice", "result"),
    [
        ({}, "One.\n\nTwo, by Ada.\nTwo, by Ed.\n\nThree.\n"),
        ({"choose-part-1": "both"}, "One.\n\nTwo, by Ada.\nTwo, by Ed.\n\nThree.\n"),
        ({"choose-part-1": "mine"}, "One.\n\nTwo, by Ada.\n\nThree.\n"),
        ({"choose-part-1": "theirs"}, "One.\n\nTwo, by Ed.\n\nThree.\n"),
        ({"choose-part-1": "nonsense"}, "One.\n\nTwo, by Ada.\nTwo, by Ed.\n\nThree.\n"),
    ],
)
def test_what_is_chosen_is_saved(staff, ada, stale, choice, result, headers):
    choices = fields(page(clash(ada, stale)))

    answer = press(ada, EDIT, {**choices, **choice}, headers=headers)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/posts/tides")
    assert body(staff) == result
    with staff.app_context():
        kept = [row.body for row in revisions()]
        assert kept[:2] == [BODY, BODY.replace("Two.", "Two, by Ed.")]
        assert kept[2:] in ([], [result])  # what stands there already makes no revision
        assert drafts() == []


def test_what_is_proposed_loses_nothing(staff, ada, stale):
    press(ada, EDIT, fields(page(clash(ada, stale))))

    assert all(line in body(staff).splitlines() for line in ("Two, by Ada.", "Two, by Ed."))


def test_what_does_not_overlap_is_merged_shown_and_saved_by_pressing_save(staff, ada, stale):
    refused = press(
        ada, EDIT, {**stale, "body": BODY.replace("Three.", "Three, by Ada."), "tags": "Sea, Stars"}
    )

    tree = page(refused)
    assert refused.status_code == 409
    assert "fit together" in only(tree, "[role=alert]").text()
    assert tree.css(".choice") == []
    assert (texts(tree, "ins.by-mine"), texts(tree, "ins.by-theirs")) == ([", by Ada"], [", by Ed"])
    assert press(ada, EDIT, fields(tree)).status_code == 303
    assert body(staff) == "One.\n\nTwo, by Ed.\n\nThree, by Ada.\n"
    with staff.app_context():
        assert [tag.name for tag in the_post().tags] == ["Sea", "Stars"]


@pytest.mark.parametrize(("choice", "title"), [({}, "Ebb"), ({"choose-title": "theirs"}, "Flow")])
def test_of_two_titles_one_is_chosen(staff, ada, editor, choice, title):
    write(ada, body=BODY)
    opened = form(ada, EDIT, title="Ebb", excerpt="By Ada.")
    change(editor, "tides", title="Flow", language="de")

    tree = page(press(ada, EDIT, opened))
    answer = press(ada, EDIT, {**fields(tree), **choice})

    assert texts(tree, ".choice legend") == ["Title"]
    assert attributes(tree, "input[name=choose-title]", "value") == ["mine", "theirs"]
    assert answer.status_code == 303
    with staff.app_context():
        post = the_post()
        assert (post.title, post.body.summary, post.language) == (title, "By Ada.", "de")


def test_both_change_the_address_and_one_is_chosen(staff, ada, editor):
    write(ada)
    opened = form(ada, EDIT, slug="ebb")
    change(editor, "tides", slug="flow")

    tree = page(press(ada, EDIT, opened))
    answer = press(ada, EDIT, {**fields(tree), "choose-slug": "theirs"})

    assert answer.headers["Location"] == "/posts/flow"
    assert ada.get("/posts/ebb").status_code == 404


def test_somebody_goes_on_writing_with_the_merged_text(staff, ada, stale):
    choices = fields(page(clash(ada, stale)))

    for headers in BOTH:
        tree = page(press(ada, EDIT, {**choices, "choose-part-1": "both", "go_on": "1"}, headers=headers))

        going_on = fields(tree)
        assert going_on["body"] == "One.\n\nTwo, by Ada.\nTwo, by Ed.\n\nThree.\n"
        assert (going_on["version"], "base" in going_on) == ("2", False)
    assert body(staff) == BODY.replace("Two.", "Two, by Ed.")
    assert press(ada, EDIT, {**going_on, "body": "Settled."}).status_code == 303
    assert body(staff) == "Settled."


def test_when_a_third_saves_meanwhile_the_second_is_told_again_and_nothing_is_lost(staff, ada, editor, stale):
    choices = fields(page(clash(ada, stale)))
    change(editor, "tides", body=BODY.replace("Two.", "Two, by Ed, again."))

    again = press(ada, EDIT, {**choices, "choose-part-1": "mine"})

    tree = page(again)
    assert again.status_code == 409
    assert fields(tree)["version"] == "3"
    assert texts(tree, ".choice blockquote") == ["Two, by Ada.", "Two, by Ed, again."]
    assert press(ada, EDIT, fields(tree)).status_code == 303
    assert body(staff) == "One.\n\nTwo, by Ada.\nTwo, by Ed, again.\n\nThree.\n"


def test_the_same_change_by_both_is_no_conflict(staff, ada, stale):
    answer = press(ada, EDIT, {**stale, "body": BODY.replace("Two.", "Two, by Ed.")})

    assert answer.status_code == 303
    with staff.app_context():
        assert the_post().version == 2


@pytest.mark.parametrize("version", [None, "", "0", "-1", "nonsense", "99", "9" * 40])
@pytest.mark.parametrize("headers", BOTH, ids=NAMES)
def test_a_version_that_is_missing_or_nonsense_never_overwrites(staff, ada, stale, version, headers):
    sent = {name: value for name, value in stale.items() if name != "version"}
    sent |= {"body": "Only mine."} | ({} if version is None else {"version": version})

    answer = press(ada, EDIT, sent, headers=headers)

    assert answer.status_code == 409
    assert only(page(answer), "textarea#body").text() == "Only mine."
    assert body(staff) == BODY.replace("Two.", "Two, by Ed.")
    saved = press(ada, EDIT, fields(page(answer)))
    assert saved.status_code == 303
    assert {"Only mine.", "Two, by Ed."} <= set(body(staff).splitlines())


def test_what_was_refused_is_kept_though_the_window_is_closed(staff, ada, stale):
    clash(ada, stale)

    offered = form(ada, EDIT)

    assert offered["body"] == BODY.replace("Two.", "Two, by Ada.")
    assert press(ada, EDIT, offered).status_code == 409
    assert body(staff) == BODY.replace("Two.", "Two, by Ed.")


def test_a_kept_text_says_upon_which_version_it_was_written(staff, ada, editor):
    write(ada, body=BODY)
    autosave(ada, "tides", form(ada, EDIT, body=BODY.replace("Two.", "Two, by Ada.")), headers=PARTIAL)
    change(editor, "tides", body=BODY.replace("Two.", "Two, by Ed."))

    answer = press(ada, EDIT, form(ada, EDIT))

    assert answer.status_code == 409
    assert texts(page(answer), ".choice blockquote") == ["Two, by Ada.", "Two, by Ed."]


@pytest.mark.parametrize("part", ["publish", "schedule", "unpublish"])
def test_no_button_of_the_form_overwrites_a_colleague(staff, ada, stale, part):
    answer = press(ada, f"/posts/tides/{part}", {**stale, "body": "Mine.", "publish_at": "2030-01-01T10:00"})

    assert answer.status_code == 409
    assert body(staff) == BODY.replace("Two.", "Two, by Ed.")
    with staff.app_context():
        assert the_post().published_at is None


@pytest.mark.parametrize("headers", BOTH, ids=NAMES)
def test_a_merge_with_a_wrong_field_is_told_and_merges_again(staff, ada, stale, headers):
    choices = fields(page(clash(ada, stale)))

    wrong = press(ada, EDIT, {**choices, "language": "no language at all"}, headers=headers)

    assert wrong.status_code == 422
    assert fields(page(wrong))["body"] == BODY.replace("Two.", "Two, by Ada.")
    assert press(ada, EDIT, {**fields(page(wrong)), "language": "de"}).status_code == 409
    assert body(staff) == BODY.replace("Two.", "Two, by Ed.")


def test_the_button_that_was_pressed_is_remembered(staff, ada, stale):
    answer = press(ada, "/posts/tides/publish", {**stale, "body": BODY.replace("One.", "One, by Ada.")})
    tree = page(answer)
    sent = only(tree, "form.conflict")
    assert texts(tree, ".editor-bar button.primary") == ["Save and publish"]

    saved = press(ada, sent.attributes["action"], fields(tree))

    with staff.app_context():
        post = the_post()
        assert post.published_at is not None
        assert post.body.markdown == "One, by Ada.\n\nTwo, by Ed.\n\nThree.\n"
    assert saved.status_code == 303


def test_against_oneself_the_page_says_so(ada):
    write(ada, body=BODY)
    other_window = form(ada, EDIT)
    change(ada, "tides", body=BODY.replace("Two.", "Too."))

    answer = press(ada, EDIT, {**other_window, "body": BODY.replace("Two.", "Tow.")})

    assert "You, in another window, saved this post" in only(page(answer), "[role=alert] h1").text()
