"""Whoever may not write changes nothing, learns nothing of what is private, and loses no text."""

from datetime import timedelta

import pytest

from blog.database import utcnow
from blog.extensions import db
from tests.posts.desk import NEW, drafts, form, posts, press
from tests.support.browsing import PARTIAL, log_in, token
from tests.support.factories import a_post, a_user
from tests.support.html import attributes, fields, only, page, texts

TEXT = {"title": "Mine", "body": "All of it, now mine.", "tags": "Sea", "version": "1"}
LATER = {"publish_at": "2100-01-01T10:00"}
# What each changing route of a post is sent.
ROUTES = {
    "edit": TEXT,
    "autosave": {**TEXT, "draft": "a-key-of-a-form"},
    "publish": TEXT,
    "schedule": {**TEXT, **LATER},
    "unpublish": TEXT,
    "delete": {},
    "restore": {},
    "history/1/restore": {},
}
OF_NEW = {
    "/posts/new": TEXT,
    "/posts/new/autosave": {**TEXT, "draft": "a-key-of-a-form"},
    "/posts/new/publish": TEXT,
    "/posts/new/schedule": {**TEXT, **LATER},
    "/posts/preview": TEXT,
}
WITH_TEXT = {f"/posts/public/{part}": sent for part, sent in ROUTES.items() if sent} | OF_NEW
PAGES = ("edit", "delete", "history", "history/1")
STATES = {"draft": 404, "scheduled": 404, "thrown-away-draft": 404, "public": 403, "thrown-away": 403}


@pytest.fixture
def shelf(staff):
    """A post of Ada's in each state."""
    with staff.app_context():
        a_post("Draft", authors=("Ada",), draft=True)
        a_post("Scheduled", authors=("Ada",), published_at=utcnow() + timedelta(days=9))
        a_post("Public", authors=("Ada",))
        ada = a_user("Ada").id
        a_post("Thrown away", authors=("Ada",)).trash(ada)
        a_post("Thrown away draft", authors=("Ada",), draft=True).trash(ada)
        db.session.commit()
    return staff


def everything(app) -> list[tuple]:
    with app.app_context():
        kept = [(draft.key, draft.body) for draft in drafts()]
        states = [(post.slug, post.version, post.published_at, post.deleted_at) for post in posts()]
        return [*states, *kept]


@pytest.mark.parametrize("slug", STATES)
def test_auz_02_03_04_somebody_elses_post_is_forbidden_or_not_there(shelf, grace, slug):
    csrf, before = {"csrf_token": token(grace, "/about")}, everything(shelf)
    for part, sent in ROUTES.items():
        for headers in ({}, PARTIAL):
            answer = grace.post(f"/posts/{slug}/{part}", data={**sent, **csrf}, headers=headers)

            assert answer.status_code == STATES[slug], part
            assert "It weaves" not in answer.text, part
            assert (page(answer).css("main") == []) == bool(headers), part
    for part in PAGES:
        for headers in ({}, PARTIAL):
            answer = grace.get(f"/posts/{slug}/{part}", headers=headers)

            assert answer.status_code == STATES[slug], part
            assert "It weaves" not in answer.text, part

    assert everything(shelf) == before


def test_what_never_was_cannot_be_told_from_what_is_private(shelf, grace):
    csrf = {"csrf_token": token(grace, "/about")}
    for part, sent in ROUTES.items():
        for headers in ({}, PARTIAL):
            private = grace.post(f"/posts/draft/{part}", data={**sent, **csrf}, headers=headers)
            missing = grace.post(f"/posts/never/{part}", data={**sent, **csrf}, headers=headers)

            assert (private.status_code, missing.status_code) == (404, 404), part
            assert texts(page(private), "h1, .toast") == texts(page(missing), "h1, .toast"), part


def test_a_reader_may_write_nothing(shelf, reader):
    csrf, before = {"csrf_token": token(reader, "/about")}, everything(shelf)
    for address, sent in WITH_TEXT.items():
        assert reader.post(address, data={**sent, **csrf}).status_code == 403, address
        assert reader.post(address, data={**sent, **csrf}, headers=PARTIAL).status_code == 403, address
    for address in (NEW, "/drafts", "/trash", *(f"/posts/public/{part}" for part in PAGES)):
        assert reader.get(address).status_code == 403, address

    assert everything(shelf) == before


@pytest.mark.parametrize("address", WITH_TEXT)
def test_without_a_session_the_text_waits_and_is_offered_again(shelf, client, address):
    before = everything(shelf)

    answer = client.post(address, data=WITH_TEXT[address])

    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/parked")
    log_in(client, "ada")
    again = only(page(client.get("/parked")), "main form")
    assert again.attributes["action"] == address
    values = {
        node.attributes["name"]: node.attributes.get("value") or node.text()
        for node in again.css("input, textarea")
    }
    assert WITH_TEXT[address].items() <= values.items()
    assert everything(shelf) == before


@pytest.mark.parametrize("address", WITH_TEXT)
def test_without_a_session_htmx_gets_a_dialog_above_the_form(shelf, client, address):
    answer = client.post(address, data=WITH_TEXT[address], headers=PARTIAL)

    assert answer.status_code == 401
    assert len(page(answer).css("hx-partial dialog")) == 1
    assert page(answer).css("main, #editor") == []


@pytest.mark.parametrize("address", [*(f"/posts/public/{part}" for part in PAGES), NEW, "/drafts", "/trash"])
def test_a_visit_without_a_session_leads_to_the_login(shelf, client, address):
    plain, part = client.get(address), client.get(address, headers=PARTIAL)

    assert (plain.status_code, plain.headers["Location"]) == (303, f"/login?next={address}")
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, f"/login?next={address}")


@pytest.mark.parametrize("address", WITH_TEXT)
def test_csrf_01_15_without_a_token_nothing_is_done_and_the_text_is_kept(shelf, ada, address):
    before = everything(shelf)

    plain = ada.post(address, data=WITH_TEXT[address])
    part = ada.post(address, data=WITH_TEXT[address], headers=PARTIAL)

    assert (plain.status_code, part.status_code) == (400, 400)
    assert TEXT["title"] in attributes(page(plain), "main form input", "value")
    assert only(page(plain), "main form").attributes["action"] == address
    assert page(part).css("#editor, textarea") == []
    assert everything(shelf) == before


def test_csrf_07_after_a_stale_token_the_offered_form_saves_the_text(shelf, ada):
    stale = {**form(ada, "/posts/draft/edit"), **TEXT, "csrf_token": "stale"}
    tree = page(press(ada, "/posts/draft/edit", stale))
    again = only(tree, "main form")
    sent = {
        node.attributes["name"]: node.attributes.get("value") or node.text()
        for node in again.css("input[name], textarea[name]")
    }

    answer = press(ada, again.attributes["action"], sent)

    assert answer.status_code == 303
    assert fields(page(ada.get("/posts/draft/edit")))["body"] == TEXT["body"]


def test_auz_27_a_method_in_the_form_changes_nothing(shelf, grace):
    sent = {"_method": "DELETE", "csrf_token": token(grace, "/about")}
    headers = {"X-HTTP-Method-Override": "DELETE"}

    answer = grace.post("/posts/public", data=sent, headers=headers)

    assert answer.status_code == 405
    assert grace.get("/posts/public").status_code == 200
