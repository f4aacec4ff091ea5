"""Whatever form it is: a session or a token that is gone costs nobody a word. Walked over the URL map."""

import pytest

from blog.extensions import db
from tests.support.browsing import PARTIAL, log_in, signed_in, token
from tests.support.factories import a_post, an_account
from tests.support.html import only, page
from tests.test_authorisation import MATRIX, SIGNING_OUT, routes

WORDS = " ".join(f"word{number}" for number in range(2000))
TYPED = {"title": "A title", "body": WORDS, "bio": "One line.\nAnother."}
# They hold no text of anybody's.
BARE = ("sessions.delete", "parked.delete")


@pytest.fixture
def forms(app):
    """[(endpoint, address)] of all forms that want somebody signed in."""
    with app.app_context():
        a_post("First")
        an_account("root", role="admin")
        db.session.commit()
    return [
        (endpoint, address)
        for (endpoint, verb), address in routes(app)
        if verb == "POST" and MATRIX[endpoint, verb] not in ("anonymous", "bearer") and endpoint not in BARE
    ]


def typed_again(client, address) -> dict[str, str]:
    tree = page(client.get("/parked"))
    assert only(tree, "main form").attributes["action"] == address
    return {field.attributes["name"]: field.text().lstrip("\n") for field in tree.css("main form textarea")}


def test_without_javascript_each_form_waits_for_the_sign_in(app, forms):
    for number, (endpoint, address) in enumerate(forms):
        house = {
            "REMOTE_ADDR": f"10.0.{number // 200}.{number % 200 + 1}"
        }  # what one house may park is limited
        client = app.test_client()
        response = client.post(address, data=TYPED, environ_overrides=house)

        assert response.headers["Location"] == "/login?next=/parked", endpoint
        log_in(client, "root")
        assert typed_again(client, address)["body"] == WORDS, endpoint


def test_under_htmx_each_form_stays_below_the_dialog(app, forms):
    for endpoint, address in forms:
        response = app.test_client().post(address, data=TYPED, headers=PARTIAL)

        assert response.status_code == 401, endpoint
        assert only(page(response), "dialog form[action]").attributes["action"] == "/login/dialog", endpoint
        assert len(page(response).css("hx-partial")) == 1, endpoint


def test_a_stale_token_costs_no_text_either(app, forms):
    client = signed_in(app, "root")
    for endpoint, address in forms:
        if endpoint in SIGNING_OUT:
            continue
        plain = client.post(address, data={**TYPED, "csrf_token": "stale"})
        part = client.post(address, data={**TYPED, "csrf_token": "stale"}, headers=PARTIAL)

        again = page(plain).css_first("textarea[name=body]")
        assert (plain.status_code, part.status_code) == (400, 400), endpoint
        assert again.text().lstrip("\n") == WORDS, endpoint
        fresh = only(page(part), "hx-partial input[name=csrf_token]").attributes["value"]
        assert len(fresh) > 20, endpoint


def test_what_is_offered_again_can_be_sent(app):
    with app.app_context():
        an_account("ada")
    client = app.test_client()
    client.post("/posts/new", data={**TYPED, "draft": "abcdefgh12345678", "version": "0"})
    log_in(client)
    tree = page(client.get("/parked"))
    fields = {
        field.attributes["name"]: field.attributes.get("value") or field.text().lstrip("\n")
        for field in tree.css("main form input, main form textarea")
    }

    response = client.post("/posts/new", data={**fields, "csrf_token": token(client, "/account")})

    assert response.headers["Location"] == "/posts/a-title"
    assert WORDS in client.get("/posts/a-title").text
