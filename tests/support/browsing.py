"""A visitor without a browser: opens pages, fills in their forms, keeps cookies."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.factories import PASSWORD
from tests.support.html import page

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def token(client: FlaskClient, address: str = "/login") -> str:
    """A CSRF token of this visitor's session, from the form at `address`."""
    return page(client.get(address)).css_first("input[name=csrf_token]").attributes["value"]


def post(
    client: FlaskClient, address: str, data: dict | None = None, form: str = "", **options
) -> TestResponse:
    """Post `data` with a fresh token, taken from the form at `form` or any page that has one."""
    fresh = token(client, form or ("/about" if is_signed_in(client) else "/login"))
    return client.post(address, data={"csrf_token": fresh, **(data or {})}, **options)


def multipart(fields: dict[str, str | bytes]) -> dict:
    """The body and type of a form with files (the values that are bytes), as a browser sends it."""
    parts = []
    for name, value in fields.items():
        file = '; filename="file"' if isinstance(value, bytes) else ""
        content = value if isinstance(value, bytes) else value.encode()
        parts.append(
            f'--boundary\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content
        )
    body = b"\r\n".join([*parts, b"--boundary--\r\n"])
    return {"data": body, "content_type": "multipart/form-data; boundary=boundary"}


def is_signed_in(client: FlaskClient) -> bool:
    """Whether the site's header offers to log out."""
    return bool(page(client.get("/about")).css("header form[action='/logout']"))


def log_in(
    client: FlaskClient, name: str = "ada", password: str = PASSWORD, headers: dict | None = None, **data
) -> TestResponse:
    """Sign in by the form."""
    return post(client, "/login", {"email": name, "password": password, **data}, "/login", headers=headers)


def signed_in(app: Flask, name: str = "ada", **data) -> FlaskClient:
    """A new visitor, signed in."""
    client = app.test_client()
    response = log_in(client, name, **data)
    assert response.status_code == 303, response.text
    client.get("/about")  # which shows the welcome, once
    return client
