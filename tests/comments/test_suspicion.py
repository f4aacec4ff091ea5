"""What looks like a program's comment waits for a moderator, with the reason; nothing is thrown away."""

import pytest

from blog.comments import suspicion
from tests.comments.talking import COMMENTS, form_at, say, shown, the_comment
from tests.lib.oracle import dangers
from tests.lib.payloads import CASES
from tests.support.html import only, page


def test_a_field_that_people_do_not_see_holds_the_comment_even_of_somebody_known(talk, bea, client):
    answer = bea.post(COMMENTS, data=form_at(bea, body="Nice.", website="https://spam.example"))

    assert answer.status_code == 303
    assert shown(client) == []
    with talk.app_context():
        assert "filled in what people cannot see" in the_comment().suspicion


def test_a_newcomer_s_haste_is_noted(talk, newt):
    say(newt, "Nice.")

    with talk.app_context():
        assert the_comment().suspicion == "written in under 3 seconds"


def test_a_form_that_was_never_shown_is_noted(talk, newt):
    form = form_at(newt, body="Nice.")

    newt.post(COMMENTS, data={**form, "stamp": "made up"})

    with talk.app_context():
        assert the_comment().suspicion == "sent without the form"


def test_links_of_a_newcomer_are_counted(talk, newt):
    say(newt, "https://a.example [b](https://b.example) [c](/c) https://d.example")

    with talk.app_context():
        assert the_comment().suspicion == "written in under 3 seconds, 4 links"


@pytest.mark.parametrize(
    ("text", "links"), [("none", 0), ("[a](https://b.example)", 1), ("[a](/b) http://c.example", 2)]
)
def test_links_bare_and_behind_words_count_once(text, links):
    assert suspicion.count_links(text) == links


def test_the_trap_is_out_of_the_way_of_people(talk, bea):
    trap = only(page(bea.get("/posts/on-the-analytical-engine")), ".trap")

    assert trap.attributes["aria-hidden"] == "true"
    assert only(trap, "input").attributes["tabindex"] == "-1"
    assert only(trap, "input").attributes["autocomplete"] == "off"


@pytest.mark.parametrize("case", CASES)
def test_xmd_nothing_acts_in_a_comment_its_form_or_its_quote(talk, bea, ada, case):
    say(bea, CASES[case])
    with talk.app_context():
        comment = the_comment().id

    html = [
        only(page(bea.get("/posts/on-the-analytical-engine")), f"#comment-{comment} .prose").html,
        only(page(bea.get(f"/comments/{comment}/edit")), "textarea").html,
        only(page(ada.get(f"{COMMENTS}/new?parent={comment}")), ".answered").html,
        only(page(bea.get(f"/comments/{comment}/delete")), ".answered").html,
    ]

    found = [danger for part in (html[0], *html[2:]) for danger in dangers(part)]
    assert found == []
    assert "<script" not in html[1]
