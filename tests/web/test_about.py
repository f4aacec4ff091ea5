"""What the site is about: read by all, edited by admins where it stands."""

import pytest

from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import an_account
from tests.support.html import only, page, texts

TEXT = "We write about *tides*.\r\n\r\n<script>alert(1)</script>"


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("root", role="admin")
        an_account("ada")
    return signed_in(app, "root")


def form(client) -> dict[str, str]:
    tree = page(client.get("/about/edit"))
    return {
        "body": only(tree, "textarea").text(),
        "version": only(tree, "input[name=version]").attributes["value"],
    }


def save(client, **changes):
    return post(client, "/about/edit", {**form(client), **changes}, form="/about/edit")


def test_what_an_admin_writes_stands_for_everybody_at_once(app, client):
    reader = app.test_client()
    reader.get("/about")

    response = save(client, body=TEXT)

    tree = page(reader.get("/about"))
    assert (response.status_code, response.headers["Location"]) == (303, "/about")
    assert texts(tree, ".prose em") == ["tides"]
    assert tree.css(".prose script") == []
    assert tree.css("a[href='/about/edit']") == []


def test_it_is_edited_where_it_stands(client):
    tree = page(client.get("/about"))
    link = only(tree, "a[href='/about/edit']")

    part = page(client.get("/about/edit", headers=PARTIAL))

    assert link.attributes["hx-target"] == "#about"
    assert only(part, "article").attributes["id"] == "about"


def test_under_htmx_the_article_comes_back_with_a_word(client):
    data = {**form(client), "body": TEXT}

    response = post(client, "/about/edit", data, form="/about/edit", headers=PARTIAL, follow_redirects=True)

    assert texts(page(response), "article em") == ["tides"]
    assert texts(page(response), "hx-partial .toast") == ["The about page is saved."]


def test_conc_03_of_two_admins_the_second_is_told_and_loses_nothing(client):
    stale = form(client)
    save(client, body="The first one's text.")

    refused = post(client, "/about/edit", {**stale, "body": "The second one's."}, form="/about/edit")

    tree = page(refused)
    assert refused.status_code == 409
    assert "The first one's text." in only(tree, ".summary pre").text()
    assert only(tree, "textarea").text().strip() == "The second one's."
    again = {
        "body": "The second one's.",
        "version": only(tree, "input[name=version]").attributes["value"],
    }
    assert post(client, "/about/edit", again, form="/about/edit").status_code == 303


@pytest.mark.parametrize("body", ["x" * 50_001, "[a]: /" + "x" * 5000 + "\n\n" + "[a] " * 5000])
def test_too_much_is_told_and_kept(client, body):
    response = save(client, body=body)

    assert response.status_code == 422
    assert only(page(response), "#body-error").text().strip()
    assert only(page(response), "textarea").text().strip() == body.strip()


def test_only_admins_edit_it(app, client):
    author = signed_in(app, "ada")

    assert author.get("/about/edit").status_code == 403
    assert post(author, "/about/edit", {"body": "Mine."}).status_code == 403
    assert page(author.get("/about")).css("a[href='/about/edit']") == []
