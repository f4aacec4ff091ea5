"""Styles and scripts by the hash in their names, also those of the release before."""

import re

import pytest

from tests.support.html import attributes, page

FOR_GOOD = "public, max-age=31536000, immutable"


@pytest.fixture
def database_url(sqlite_template) -> str:
    """No database matters here."""
    return f"sqlite:///{sqlite_template}"


def style_sheet(client) -> str:
    """The address that pages name."""
    return next(
        address
        for address in attributes(page(client.get("/login")), "link[rel=stylesheet]", "href")
        if "/site." in address
    )


def of_another_release(address: str) -> str:
    return re.sub(r"\.[0-9a-f]{12}\.", ".0123456789ab.", address)


def test_a_page_of_the_release_before_gets_the_styles_of_today_and_keeps_them_for_nobody(client):
    today = style_sheet(client)

    current, former = client.get(today), client.get(of_another_release(today))

    assert (current.status_code, current.headers["Cache-Control"]) == (200, FOR_GOOD)
    assert (former.status_code, former.headers["Cache-Control"]) == (200, "no-store")
    assert (former.data, former.mimetype) == (current.data, "text/css")


def test_behind_a_proxy_the_styles_of_another_release_are_left_to_the_machine_that_has_them(make_app):
    client = make_app(BLOG_PROXY_HOPS="1").test_client()

    assert client.get(of_another_release(style_sheet(client))).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["site.css", "site.0123456789ab.js.map", "other.0123456789ab.css", "site.0123456789AB.css", "site..css"],
)
def test_what_no_release_had_is_not_found(client, name):
    assert client.get(f"/static/{name}").status_code == 404
