"""Whatever people call things, pages show it as text: names of tags, slugs, biographies, imported titles."""

import re

import pytest

from blog.extensions import db
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_post, a_user, an_account
from tests.support.html import page

HOSTILE = '"><img src=x onerror=alert(1)>'


def assert_text(answer, times: int = 1) -> None:
    """The words stand on the page, and nothing became of them."""
    tree = page(answer)
    assert tree.css("img[src=x], [onerror]") == []
    assert tree.css("html")[0].text().count("onerror=alert(1)") + answer.text.count("&lt;img src=x") >= times


@pytest.fixture
def hostile(app):
    """A post whose tag and author are called so."""
    with app.app_context():
        an_account("ada", role="admin")
        a_post("First", authors=("Ada",), tags=(f"Sea {HOSTILE}",))
        ada = a_user("Ada")
        ada.name, ada.bio = f"Ada {HOSTILE}", f"Writes {HOSTILE}"
        db.session.commit()
    return app


def test_xss_02_04_names_of_tags_and_people_are_text_for_readers(hostile, client):
    [tag] = [link.attributes["href"] for link in page(client.get("/tags/")).css("main a[href^='/tags/']")[:1]]
    for address in ("/", "/posts/first", "/tags/", tag, "/@ada"):
        assert_text(client.get(address))


def test_xss_02_04_names_of_tags_and_people_are_text_for_those_who_write(hostile):
    ada = signed_in(hostile)

    for address in ("/posts/first/edit", "/account", "/admin/users", "/"):
        assert_text(ada.get(address))


def test_xss_08_an_address_is_made_of_plain_letters_whatever_was_typed(hostile, client):
    ada = signed_in(hostile)
    typed = {"title": "T", "body": "B", "slug": HOSTILE, "version": "1"}

    saved = post(ada, "/posts/first/edit", typed)
    old = client.get("/posts/first")

    assert re.fullmatch(r"/posts/[a-z0-9-]+", saved.headers["Location"])
    assert old.headers["Location"] == saved.headers["Location"]
    for answer in (ada.get(f"{saved.headers['Location']}/edit"), client.get("/"), client.get("/sitemap.xml")):
        assert "<img" not in answer.text or page(answer).css("img[src=x], [onerror]") == []


def test_xss_07_imported_titles_are_text(app, client, tmp_path):
    (tmp_path / "2020-01-01-a.md").write_text(f"---\ntitle: '{HOSTILE}'\ntags: ['{HOSTILE}']\n---\nText")

    done = app.test_cli_runner().invoke(args=["import", str(tmp_path)])
    [place] = [link.attributes["href"] for link in page(client.get("/")).css("article h2 a")]

    assert done.exit_code == 0
    for address in ("/", place, "/tags/", "/archive"):
        assert page(client.get(address)).css("img[src=x], [onerror]") == []
    assert_text(client.get("/"))


@pytest.mark.parametrize("title", ['"}{', "a\r\nSet-Cookie: a=b", "“Größe” 日本語"])
def test_xss_13_what_a_title_holds_splits_no_header(hostile, title):
    ada = signed_in(hostile)

    made = post(ada, "/posts/new", {"title": title, "body": "B", "draft": "k" * 22}, headers=PARTIAL)

    assert made.status_code == 204
    assert made.headers["HX-Redirect"].startswith("/posts/")
    assert "\n" not in made.headers["HX-Redirect"]
    assert all(value.isascii() for name, value in made.headers if name.startswith("HX-"))
    assert "a=b" not in made.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/<script>alert(1)</script>"),
        ("get", "/posts/<img src=x onerror=alert(1)>"),
        ("delete", "/search?q=<script>alert(1)</script>"),
        ("get", "/?before=<img src=x onerror=alert(1)>"),
        ("post", "/login?next=<script>alert(1)</script>"),
        ("get", "/search?q=%00<script>alert(1)</script>"),
    ],
)
def test_xss_14_an_error_never_repeats_an_address_as_html(client, method, address, headers):
    answer = getattr(client, method)(address, headers=headers)

    assert 400 <= answer.status_code < 500
    assert page(answer).css("script:not([src]), img[src=x], [onerror]") == []
