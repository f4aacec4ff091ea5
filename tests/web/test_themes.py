"""The theme switch: one form, one cookie, no script; and where `next` may lead."""

import pytest

from blog.web.security import local_target
from tests.support.factories import posts
from tests.support.html import attributes, only, page


def test_the_chosen_theme_is_kept_in_a_cookie_and_the_reader_stays_where_they_were(app, client):
    with app.app_context():
        posts(1)

    response = client.post("/theme", data={"theme": "dark", "next": "/posts/post-0"})

    assert (response.status_code, response.headers["Location"]) == (303, "/posts/post-0")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert only(page(client.get("/")), "html").attributes["data-theme"] == "dark"


def test_the_switch_says_which_theme_is_on(client):
    client.set_cookie("theme", "light")

    tree = page(client.get("/"))

    assert attributes(tree, "form[action='/theme'] [aria-pressed='true']", "value") == ["light"]
    assert attributes(tree, "form[action='/theme'] button", "value") == ["system", "light", "dark"]


@pytest.mark.parametrize("theme", ["", "purple", None])
def test_an_unknown_theme_is_refused(client, theme):
    response = client.post("/theme", data={"theme": theme} if theme is not None else {})

    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
    ],
)
def test_another_site_cannot_change_it(client, headers):
    response = client.post("/theme", data={"theme": "dark"}, headers=headers)

    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers


def test_the_same_site_can(client):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}

    assert client.post("/theme", data={"theme": "dark"}, headers=headers).status_code == 303


def test_a_cookie_that_somebody_made_up_changes_nothing(client):
    client.set_cookie("theme", '"><script>')

    assert only(page(client.get("/")), "html").attributes.get("data-theme") is None


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test", "////evil.test", "/\\evil.test", "\\\\evil.test", "https:evil.test",
        "https:/evil.test", "https:///evil.test", "http:evil.test", "javascript:alert(1)",
        "data:text/html,x", "/\t/evil.test",
        "/\n/evil.test", "/\r\nSet-Cookie:x=1", "http://blog.test@evil.test", "http://blog.test.evil.test",
        "/..//evil.test", "/.//evil.test", "/a/../b", "/" + "a" * 5000, "/ /evil", "", "tags/", "/theme",
    ],
)  # fmt: skip
def test_red_a_target_that_is_no_page_of_this_site_leads_home(app, client, target):
    response = client.post("/theme", data={"theme": "dark", "next": target})

    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/", "/tags/", "/posts/a?b=c", "/?before=x", "/@ada"])
def test_a_target_that_is_a_page_of_this_site_is_taken(app, target):
    with app.app_context():
        assert local_target(target) == target
