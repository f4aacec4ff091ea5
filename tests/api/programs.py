"""A program: asks for JSON, carries a token, and reads problem documents."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.factories import PASSWORD

CREDENTIALS = {"email": "ada@example.org", "password": PASSWORD, "name": "backup"}


def ask(client: FlaskClient, **changes) -> TestResponse:
    """Ask for a token with Ada's credentials, some of them changed."""
    return client.post("/api/v1/tokens", json={**CREDENTIALS, **changes})


def a_token(client: FlaskClient, **changes) -> str:
    """A token of Ada's."""
    response = ask(client, **changes)
    assert response.status_code == 201, response.text
    return response.json["token"]


def bearing(token: str) -> dict[str, str]:
    """The headers of a request that carries `token`."""
    return {"Authorization": f"Bearer {token}"}


def me(client: FlaskClient, token: str) -> TestResponse:
    """Ask who the token stands for."""
    return client.get("/api/v1/me", headers=bearing(token))


def problem(response: TestResponse) -> dict:
    """The problem document; anything else fails the test."""
    assert response.mimetype == "application/problem+json", f"{response.status}, {response.mimetype}"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json["status"] == response.status_code
    assert {"type", "title", "detail"} <= set(response.json)
    return response.json
