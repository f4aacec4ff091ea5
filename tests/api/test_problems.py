"""Whatever goes wrong under /api is told in a problem document, and never breaks."""

import json

import pytest

from blog.accounts.models import ApiToken
from blog.api import bodies
from blog.extensions import db
from blog.web.gate import anyone
from tests.api.programs import CREDENTIALS, a_token, bearing, me, problem
from tests.support.factories import an_account

ADDRESS = "/api/v1/tokens"
EVIL = {"Origin": "https://evil.example"}

# INJ-10 and its kin
BROKEN = {
    "nothing": b"",
    "half": b'{"email": "ada',
    "a list": b"[]",
    "a text": b'"ada"',
    "null": b"null",
    "deep": b'{"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "deep objects": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
    "deep and open": b"[" * 60_000,
    "NaN": b'{"name": NaN}',
    "infinity": b'{"name": -Infinity}',
    "a name twice": b'{"email": "ada", "email": "bea"}',
    "a name twice within": b'{"a": [{"b": 1, "b": 2}]}',
    "NUL": b'{"email": "a\\u0000b"}',
    "NUL within": b'{"a": [{"b\\u0000": 1}]}',
    "raw NUL": b'{"email": "a\0b"}',
    "half a character": b'{"email": "\\ud800"}',
    "Latin-1": '{"email": "ä"}'.encode("latin-1"),
    "UTF-16": '{"email": "a"}'.encode("utf-16"),
    "a byte order mark": '\ufeff{"email": "a"}'.encode(),
    "a long number": b'{"a": ' + b"9" * 5000 + b"}",
    "two documents": b"{} {}",
}


@pytest.fixture(autouse=True)
def ada(app):
    with app.app_context():
        an_account("ada")


@pytest.mark.parametrize("name", BROKEN)
def test_inj_10_a_body_that_cannot_be_read_is_refused(client, name):
    response = client.post(ADDRESS, data=BROKEN[name], content_type="application/json")

    assert (response.status_code, problem(response)["type"]) == (400, "about:blank")


def test_what_is_refused_is_refused_for_its_reason():
    assert bodies.parse(b'{"a": [{"b": "\\u00e4\\\\u0000"}, 1.5, true, null]}') == {
        "a": [{"b": "ä\\u0000"}, 1.5, True, None]
    }


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", ""])
def test_csrf_17_only_json_is_read(app, client, kind):
    response = client.post(ADDRESS, data=json.dumps(CREDENTIALS), content_type=kind)

    assert problem(response)["status"] == 415
    with app.app_context():
        assert db.session.query(ApiToken).count() == 0


def test_a_form_is_not_read_either(client):
    assert problem(client.post(ADDRESS, data=CREDENTIALS))["status"] == 415


def test_json_may_name_its_encoding(client):
    kind = "application/json; charset=utf-8"

    assert client.post(ADDRESS, data=json.dumps(CREDENTIALS), content_type=kind).status_code == 201


@pytest.mark.parametrize("size", [bodies.MOST, 6 * 1024 * 1024])
def test_a_large_body_is_refused(client, size):
    data = b'{"a": "' + b"x" * size + b'"}'

    assert problem(client.post(ADDRESS, data=data, content_type="application/json"))["status"] == 413


def test_an_unknown_address_and_a_wrong_method_are_told(client):
    missing, wrong = client.get("/api/v1/nothing"), client.get(ADDRESS)

    assert (problem(missing)["title"], missing.status_code) == ("Not Found", 404)
    assert problem(client.get("/api"))["status"] == 404
    assert problem(wrong)["status"] == 405
    assert set(wrong.allow) == {"OPTIONS", "POST"}
    assert client.get("/apiary").mimetype == "text/html"


def test_an_odd_address_is_told(client):
    assert problem(client.get("/api/v1/me?a=%00"))["status"] == 400


def test_htmx_gets_no_toast_here(client):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}

    assert problem(client.get("/api/v1/nothing", headers=headers))["status"] == 404


def test_csrf_16_no_other_site_may_read_an_answer(client):
    token = a_token(client)
    answers = [
        client.open(address, method=method, headers={**EVIL, **bearing(token), **headers})
        for address in ("/api/v1/me", ADDRESS, "/api/v1/nothing")
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT")
        for headers in ({}, {"Access-Control-Request-Method": "POST"})
    ]

    for response in answers:
        assert [name for name, _ in response.headers if name.startswith("Access-Control")] == []
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_form_of_another_site_makes_no_token(client):
    response = client.post(ADDRESS, json=CREDENTIALS, headers=EVIL)

    assert problem(response)["status"] == 403


def test_a_failure_tells_nothing_of_its_inside(app, client):
    @app.get("/api/v1/broken")
    @anyone
    def broken():
        raise RuntimeError("secret detail")

    app.testing = False
    response = client.get("/api/v1/broken")

    assert problem(response)["status"] == 500
    assert "secret" not in response.text


def test_a_database_that_does_not_answer_is_told(app, client):
    token = a_token(client)
    with app.app_context():
        ApiToken.__table__.drop(db.engine)

    response = me(client, token)

    assert problem(response)["status"] == 503
    assert int(response.headers["Retry-After"]) > 0
