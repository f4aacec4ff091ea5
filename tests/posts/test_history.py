"""Every saved version is kept, compared and can be had back."""

from datetime import UTC, datetime

import pytest
import time_machine

from blog.extensions import db
from tests.posts.desk import change, form, press, revisions, the_post, write
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import PASSWORD, a_post
from tests.support.html import attributes, only, page, texts

FIRST, SECOND, THIRD = "The moon pulls.", "The moon pulls twice.", "The sun pulls."


@pytest.fixture
def versions(staff, ada, editor):
    """Three versions of /posts/tides: two of Ada's, one of Ed's."""
    write(ada, body=FIRST, tags="Sea")
    change(ada, "tides", body=SECOND)
    change(editor, "tides", body=THIRD, title="Tides and sun", tags="Sea, Sun")
    return staff


def test_every_version_is_listed_with_its_author_time_and_size(staff, ada):
    with time_machine.travel(datetime(2030, 1, 1, 10, 0, tzinfo=UTC), tick=False) as clock:
        client, ed = signed_in(staff, "ada"), signed_in(staff, "ed")
        write(client, body="The moon pulls")
        clock.move_to(datetime(2030, 1, 1, 11, 0, tzinfo=UTC))
        change(ed, "tides", body="The moon pulls twice")

        tree = page(client.get("/posts/tides/history"))

    assert texts(tree, "td:first-child a") == ["2", "1"]
    assert texts(tree, "td:nth-child(2)") == ["Ed", "Ada"]
    assert texts(tree, "td.size ins") == ["+1", "+4"]
    assert [moment[:16] for moment in attributes(tree, "td time", "datetime")] == [
        "2030-01-01T11:00",
        "2030-01-01T10:00",
    ]


def test_a_version_shows_what_it_changed(versions, ada):
    for headers in ({}, PARTIAL):
        tree = page(ada.get("/posts/tides/history/2", headers=headers))

        assert texts(tree, "h1") == ["From version 1 to 2"]
        assert texts(tree, ".proof-text ins") == ["twice"]
        assert tree.css(".proof-text del, .facts") == []
        assert "The moon pulls" in only(tree, ".proof-text").text()


def test_any_two_versions_are_compared(versions, ada):
    chosen = ada.get("/posts/tides/history?from=1&to=3")
    tree = page(ada.get(chosen.headers["Location"]))

    assert chosen.status_code == 303
    assert texts(tree, "h1") == ["From version 1 to 3"]
    assert (texts(tree, ".proof-text del"), texts(tree, ".proof-text ins")) == (["moon"], ["sun"])
    assert texts(tree, ".facts dt") == ["Title", "Tags"]
    assert texts(tree, ".facts ins") == ["Tides and sun", "Sea, Sun"]


def test_two_versions_are_compared_backwards_too(versions, ada):
    tree = page(ada.get("/posts/tides/history/1?with=3"))

    assert (texts(tree, ".proof-text del"), texts(tree, ".proof-text ins")) == (["sun"], ["moon"])


def test_the_first_version_is_all_new(versions, ada):
    tree = page(ada.get("/posts/tides/history/1"))

    assert texts(tree, "h1") == ["Version 1"]
    assert texts(tree, ".proof-text ins") == [FIRST]


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_an_earlier_version_comes_back_as_a_new_one(versions, ada, headers):
    button = only(page(ada.get("/posts/tides/history/1")), "article form")

    answer = post(ada, button.attributes["action"], headers=headers)

    assert answer.status_code == (204 if headers else 303)
    assert answer.headers["HX-Redirect" if headers else "Location"] == "/posts/tides"
    with versions.app_context():
        assert [row.body for row in revisions()] == [FIRST, SECOND, THIRD, FIRST]
        assert (the_post().title, [tag.name for tag in the_post().tags]) == ("Tides", ["Sea"])
        assert the_post().body.markdown == FIRST
    listing = page(ada.get("/posts/tides/history"))
    assert texts(listing, "td small") == ["as it was in 1"]
    assert texts(listing, "td:nth-child(2)") == ["Ada", "Ed", "Ada", "Ada"]


def test_to_restore_what_stands_there_changes_nothing(versions, ada):
    post(ada, "/posts/tides/history/3/restore")

    with versions.app_context():
        assert len(revisions()) == 3


def test_a_restored_version_keeps_the_present_address_and_is_public_at_once(staff, ada):
    write(ada, body="An *old* text.")
    press(ada, "/posts/tides/publish", form(ada, "/posts/tides/edit", body="A *new* text.", slug="ebb"))
    visitor = staff.test_client()
    visitor.get("/posts/ebb")

    post(ada, "/posts/ebb/history/1/restore")

    assert texts(page(visitor.get("/posts/ebb")), ".prose em") == ["old"]


@pytest.mark.parametrize("number", ["0", "4", "99999999999", "9" * 40])
def test_a_version_that_never_was_is_not_there(versions, ada, number):
    for address in (f"/posts/tides/history/{number}", f"/posts/tides/history/1?with={number}"):
        if not address.endswith("with=0"):
            assert ada.get(address).status_code == 404
    assert post(ada, f"/posts/tides/history/{number}/restore").status_code == 404


@pytest.mark.parametrize("query", ["from=x&to=y", "from=-1&to=2", "from=1&to=" + "9" * 40])
def test_nonsense_to_compare_is_not_there(versions, ada, query):
    answer = ada.get(f"/posts/tides/history?{query}", follow_redirects=True)

    assert answer.status_code == 404


def test_auz_12_a_version_is_that_of_its_own_post(versions, ada, grace):
    write(grace, "Hers", "Secret of Grace.")
    change(grace, "hers", body="Secret still.")

    for number in (1, 2):
        assert "Secret" not in ada.get(f"/posts/tides/history/{number}").text
        assert ada.get(f"/posts/hers/history/{number}").status_code == 404
        assert post(ada, f"/posts/hers/history/{number}/restore").status_code == 404
    with versions.app_context():
        assert [row.body for row in revisions()][-1] == "Secret still."


def test_a_post_that_came_with_an_import_keeps_its_first_text_too(staff, ada):
    with staff.app_context():
        a_post("Quays", "As imported.", authors=("Ada",))
    assert "One version so far" in only(page(ada.get("/posts/quays/history")), "h2").text()
    assert texts(page(ada.get("/posts/quays/history/1")), ".proof-text ins") == ["As imported."]

    change(ada, "quays", body="As changed.")

    assert texts(page(ada.get("/posts/quays/history")), "td:first-child a") == ["2", "1"]
    with staff.app_context():
        assert [row.body for row in revisions()] == ["As imported.", "As changed."]


def test_a_post_that_an_import_brought_twice_has_a_history_whose_links_lead_somewhere(staff, ada):
    with staff.app_context():
        post_ = a_post("Quays", "As imported.", authors=("Ada",))
        post_.version = 3
        db.session.commit()
    assert ada.get("/posts/quays/history/3").status_code == 200

    change(ada, "quays", body="As changed.")

    links = attributes(page(ada.get("/posts/quays/history")), "td:first-child a", "href")
    assert links == ["/posts/quays/history/4", "/posts/quays/history/3"]
    assert [ada.get(link).status_code for link in links] == [200, 200]


def test_a_deleted_post_is_not_changed_by_its_history(versions, ada):
    post(ada, "/posts/tides/delete")

    answer = post(ada, "/posts/tides/history/1/restore")

    assert answer.status_code == 409
    with versions.app_context():
        assert the_post().body.markdown == THIRD


def test_an_author_who_left_stays_in_the_history_without_a_name(versions, ada, editor):
    form_ = {"posts": "delete", "current_password": PASSWORD}
    post(editor, "/account/delete", form_, "/account/delete")

    tree = page(ada.get("/posts/tides/history"))
    assert texts(tree, "td:nth-child(2)") == ["Nobody known", "Ada", "Ada"]
