"""The one decision, walked over the URL map: no new page can be forgotten."""

from pathlib import Path

import pytest

from blog.config import ROOT
from blog.extensions import db
from tests.support.factories import a_post, posts
from tests.support.html import page

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
WHOLE = (
    {},
    {"HX-Request": "true", "HX-Request-Type": "full"},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
)
# Routes that answer no HTML page, or redirect.
OTHER = {
    "assets.show", "assets.favicon", "assets.robots", "health.alive", "health.ready", "media.show",
    "posts.home", "posts.markdown", "posts.json",
}  # fmt: skip
ARGUMENTS = {
    "posts.show": "slug=post-0",
    "tags.show": "slug=engines",
    "authors.show": "username=ada-lovelace",
}


def pages(app) -> dict[str, str]:
    """{endpoint: an address of it} of every GET route that answers a page."""
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint not in OTHER
    ]
    adapter = app.url_map.bind("localhost")
    values = {name: dict([text.split("=")]) for name, text in ARGUMENTS.items()}
    return {rule.endpoint: adapter.build(rule.endpoint, values.get(rule.endpoint, {})) for rule in rules}


@pytest.fixture
def site(app):
    """A site with something on every page."""
    with app.app_context():
        posts(12, tags=("Engines",))
    return app


def test_every_route_stands_in_one_of_the_two_lists(site):
    found = pages(site)

    assert set(found) == {
        "posts.index",
        "posts.show",
        "tags.index",
        "tags.show",
        "authors.show",
        "about.show",
    }


def test_every_page_is_whole_unless_htmx_asks_for_a_part(site, client):
    for address in pages(site).values():
        for headers in WHOLE:
            response = client.get(address, headers=headers)

            assert response.status_code == 200, address
            assert response.text.lower().count("<!doctype") == 1, address
            assert len(page(response).css("main")) == 1, address


def test_every_fragment_is_a_piece_of_its_page(site, client):
    for address in pages(site).values():
        whole = client.get(address).text
        part = client.get(address, headers=PARTIAL).text

        assert part.strip(), address
        assert part.strip() in whole, address
        assert not any(tag in part for tag in ("<html", "<head>", '<nav class="site', "<body")), address


def test_every_answer_varies_by_what_it_depends_on(site, client):
    for address in pages(site).values():
        for headers in (*WHOLE, PARTIAL):
            response = client.get(address, headers=headers)

            assert {"HX-Request", "HX-Request-Type", "Cookie"} <= set(response.vary), address


def test_page_and_fragment_never_revalidate_each_other(site, client):
    for address in pages(site).values():
        whole, part = client.get(address), client.get(address, headers=PARTIAL)
        crossed = client.get(address, headers={"If-None-Match": part.headers["ETag"]})
        again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})

        assert whole.headers["ETag"] != part.headers["ETag"], address
        assert crossed.status_code == 200, address
        assert again.status_code == 304, address
        assert again.data == b"", address


def test_an_anonymous_page_sets_no_cookie_and_carries_no_token(site, client):
    for address in [*pages(site).values(), "/favicon.ico", "/robots.txt", "/no-such-page"]:
        response = client.get(address)

        assert "Set-Cookie" not in response.headers, address
        assert b"csrf_token" not in response.data, address


def test_ids_are_unique_and_htmx_controls_work_without_it(site, client):
    for address in pages(site).values():
        tree = page(client.get(address))
        ids = [node.attributes["id"] for node in tree.css("[id]")]

        assert len(ids) == len(set(ids)), address
        for control in tree.css("a[hx-get], a[hx-post], form[hx-post], form[hx-get], button[hx-post]"):
            assert control.attributes.get("href") or control.attributes.get("action"), address


def test_nothing_inline_stands_in_any_page(site, client):
    for address in [*pages(site).values(), "/no-such-page"]:
        tree = page(client.get(address))

        assert tree.css("[style], style, script:not([src])") == [], address
        handlers = [
            name for node in tree.css("*") for name in node.attributes if name.startswith(("on", "hx-on"))
        ]
        assert handlers == [], address


def test_no_template_asks_htmx_to_evaluate_code():
    for path in Path(ROOT / "templates").rglob("*.html"):
        text = path.read_text()

        assert "hx-on" not in text, path
        assert "js:" not in text, path
        assert "hx-boost" not in text, path
        assert "hx-push-url" not in text, path


def test_htmx_is_told_about_on_pages_that_load_it_and_a_post_loads_no_script(site, client):
    listing, post = page(client.get("/")), page(client.get("/posts/post-0"))

    assert len(listing.css('meta[name="htmx-config"]')) == 1
    assert listing.css_first("script").attributes["integrity"].startswith("sha384-")
    assert post.css("script") == []


def test_a_page_says_its_language_and_a_post_its_own(app, client):
    with app.app_context():
        a_post("Guten Tag").language = "de"
        db.session.commit()

    assert page(client.get("/")).css_first("html").attributes["lang"] == "en"
    assert page(client.get("/posts/guten-tag")).css_first("article").attributes["lang"] == "de"


def test_cfg_15_a_page_asks_no_other_site_for_anything(site, client):
    for address in pages(site).values():
        tree = page(client.get(address))
        loaded = [node.attributes.get("src") or "" for node in tree.css("script, img")]
        loaded += [node.attributes["href"] for node in tree.css("link:not([rel=canonical])")]

        assert loaded, address
        assert [link for link in loaded if not link.startswith("/") or link.startswith("//")] == [], address
