"""The one decision, walked over the URL map: no new page can be forgotten."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from blog.comments import moderation, subscriptions
from blog.comments.models import Notification
from blog.config import ROOT
from blog.extensions import db
from blog.media.models import Media
from blog.site import parking
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_comment, a_post, a_token, an_account, posts
from tests.support.html import page

WHOLE = (
    {},
    {"HX-Request": "true", "HX-Request-Type": "full"},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
)
# Routes that answer no HTML page, or redirect; and the set-up, which stands only while there is no admin.
OTHER = {
    "assets.show", "assets.favicon", "assets.robots", "health.alive", "health.ready", "media.show",
    "metrics.show", "mirror.show",
    "posts.home", "posts.markdown", "posts.json", "avatars.show",
    "feeds.show", "tags.feed", "authors.feed", "sitemap.index", "sitemap.part",
    "api.me", "setup.new", "comments.show",
}  # fmt: skip
OWN_COMMENT = 4
ARGUMENTS = {
    "search.index": {"q": "post"},
    "comments.index": {"slug": "talked-about"},
    "comments.new": {"slug": "talked-about"},
    "comments.placed": {"id": OWN_COMMENT},
    "edits.edit": {"id": OWN_COMMENT},
    "edits.confirm": {"id": OWN_COMMENT},
    "news.index": {"slug": "talked-about"},
    "news.since": {"slug": "talked-about"},
    "posts.show": {"slug": "post-0"},
    "tags.show": {"slug": "engines"},
    "archive.year": {"year": "2015"},
    "archive.month": {"year": "2015", "month": "05"},
    "authors.show": {"username": "ada-lovelace"},
    "moderation.show": {"username": "ada-lovelace"},
    "moderation.confirm": {"username": "ada-lovelace"},
    "users.show": {"id": 1},
    "restrictions.new": {"id": 1},
    "recoveries.confirm": {"id": 1},
    "editing.edit": {"slug": "post-0"},
    "trash.confirm": {"slug": "post-0"},
    "history.index": {"slug": "post-0"},
    "history.show": {"slug": "post-0", "number": 1},
    "pictures.confirm": {"key": "a" * 26},
}
# Pages that anybody may read, that a cache may hold, and that set no cookie.
PUBLIC = {
    *("posts.index", "posts.show", "tags.index", "tags.show", "authors.show", "about.show"),
    *("comments.index", "archive.index", "archive.year", "archive.month"),
}
DATA = "script[type='application/ld+json']"  # which no browser executes
# Forms for whoever is not signed in yet, and the one for everybody.
ENTRANCES = {
    "search.index",
    "registrations.new",
    "sessions.new",
    "passwords.forgotten",
    "passwords.new",
    "profiles.confirmation",
    "unsubscriptions.show",
}
# Pages of one's own.
OWN = {
    "comments.new",
    "comments.placed",
    "edits.edit",
    "edits.confirm",
    "news.index",
    "news.since",
    "parked.show",
    "profiles.edit",
    "passwords.edit",
    "devices.index",
    "avatars.edit",
    "authors.delete",
    "transfer.export",
    "tokens.index",
    "second_factor.show",
    "overview.index",
    "moderation.index",
    "moderation.show",
    "moderation.confirm",
    "log.index",
    "users.index",
    "users.show",
    "invites.index",
    "backups.index",
    "restrictions.new",
    "recoveries.confirm",
    "about.edit",
    "editing.new",
    "editing.edit",
    "editing.suggestions",
    "drafts.index",
    "trash.index",
    "trash.confirm",
    "history.index",
    "history.show",
    "pictures.index",
    "pictures.confirm",
    "notifications.index",
}


TOKEN = "a token that works once"
ONE_TIME = {"passwords.new": "reset", "profiles.confirmation": "email"}


def pages(app, endpoints=None) -> dict[str, str]:
    """{endpoint: an address of it} of every GET route that answers a page, or of these `endpoints`."""
    adapter = app.url_map.bind("localhost")
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods} - OTHER
    arguments = {**ARGUMENTS, **{name: {"token": f"{TOKEN} {kind}"} for name, kind in ONE_TIME.items()}}
    arguments["unsubscriptions.show"] = {"token": app.config["UNSUBSCRIBE"]}
    return {name: adapter.build(name, arguments.get(name, {})) for name in sorted(endpoints or found)}


def visits(app) -> Iterator[tuple[FlaskClient, str]]:
    """Every page with somebody who may see it: its address, and a visitor or an admin."""
    admin = signed_in(app, "root")
    admin.set_cookie("parked", app.config["PARKED"])
    for endpoint, address in pages(app).items():
        yield admin if endpoint in OWN else app.test_client(), address


@pytest.fixture
def site(app):
    """A site with something on every page."""
    with app.app_context():
        posts(12, tags=("Engines",))
        a_post("Long ago", published_at=datetime(2015, 5, 15, tzinfo=UTC))
        root = an_account("root", role="admin")
        app.config["UNSUBSCRIBE"] = subscriptions.token(root.id, "reply")
        told = a_comment(a_post("Talked about"))
        db.session.add(Notification(user_id=root.id, comment_id=told.id, kind="reply"))
        waiting = [a_comment(told.post, "Ada Lovelace", state="pending").id for _ in range(2)]
        moderation.act("reject", waiting[:1], root.id)
        assert a_comment(told.post, root).id == OWN_COMMENT
        for kind in ONE_TIME.values():
            a_token(kind, root.id, f"{TOKEN} {kind}", email="new@example.org")
        picture = Media(key="a" * 26, extension="webp", media_type="image/webp", width=9, height=9, size=99)
        picture.filename, picture.owner_id = "quay.jpg", root.id
        db.session.add(picture)
        app.config["PARKED"] = parking.park("somewhere", None, "/account", [["bio", "A life."]])
        db.session.commit()
    return app


def test_every_page_stands_in_one_of_the_lists(site):
    assert set(pages(site)) == PUBLIC | ENTRANCES | OWN


def test_every_page_is_whole_unless_htmx_asks_for_a_part(site):
    for client, address in visits(site):
        for headers in WHOLE:
            response = client.get(address, headers=headers)

            assert response.status_code == 200, address
            assert response.text.lower().count("<!doctype") == 1, address
            assert len(page(response).css("main")) == 1, address


def test_every_fragment_is_a_piece_of_its_page(site):
    for client, address in visits(site):
        whole = without_tokens(client.get(address).text)
        part = without_tokens(client.get(address, headers=PARTIAL).text)
        part = re.sub(r"<hx-partial.*?</hx-partial>", "", part, flags=re.DOTALL)

        assert part.strip(), address
        assert part.strip() in whole, address
        assert not any(tag in part for tag in ("<html", "<head>", '<nav class="site', "<body")), address


def without_tokens(html: str) -> str:
    """The HTML without what is new in every answer: tokens, keys of forms, the secret of a QR code."""
    html = re.sub(r"<figure.*?</figure>", "", html, flags=re.DOTALL)
    return re.sub(r'name="(csrf_token|draft|stamp)" value="[^"]+"', "", html)


def test_every_answer_varies_by_what_it_depends_on(site):
    for client, address in visits(site):
        for headers in (*WHOLE, PARTIAL):
            response = client.get(address, headers=headers)

            assert {"HX-Request", "HX-Request-Type", "Cookie"} <= set(response.vary), address


def test_what_is_not_for_everybody_is_kept_by_no_cache(site):
    for client, address in visits(site):
        response = client.get(address)

        private = "private" in response.headers["Cache-Control"] and "ETag" not in response.headers
        assert private != (address in pages(site, PUBLIC).values()), address


def test_signed_in_even_a_public_page_is_private(site):
    client = signed_in(site, "root")

    for address in pages(site, PUBLIC).values():
        response = client.get(address)

        assert response.headers["Cache-Control"] == "private, no-cache", address
        assert "ETag" not in response.headers, address


def test_page_and_fragment_never_revalidate_each_other(site, client):
    for address in pages(site, PUBLIC).values():
        whole, part = client.get(address), client.get(address, headers=PARTIAL)
        crossed = client.get(address, headers={"If-None-Match": part.headers["ETag"]})
        again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})

        assert whole.headers["ETag"] != part.headers["ETag"], address
        assert crossed.status_code == 200, address
        assert again.status_code == 304, address
        assert again.data == b"", address


def test_an_anonymous_page_sets_no_cookie_and_carries_no_token(site, client):
    for address in [*pages(site, PUBLIC).values(), "/favicon.ico", "/robots.txt", "/no-such-page"]:
        response = client.get(address)

        assert "Set-Cookie" not in response.headers, address
        assert b"csrf_token" not in response.data, address


def test_ids_are_unique_and_htmx_controls_work_without_it(site):
    for client, address in visits(site):
        tree = page(client.get(address))
        ids = [node.attributes["id"] for node in tree.css("[id]")]

        assert len(ids) == len(set(ids)), address
        for control in tree.css("a[hx-get], a[hx-post], form[hx-post], form[hx-get]"):
            assert control.attributes.get("href") or control.attributes.get("action"), address


def test_every_form_that_changes_something_carries_a_token(site):
    for client, address in visits(site):
        tree = page(client.get(address))
        for form in tree.css("form[method=post]:not([action='/theme'], [action^='/unsubscribe/'])"):
            assert form.css_first("input[name=csrf_token]"), f"{address} {form.attributes['action']}"


def test_every_input_has_a_label_and_says_where_its_error_stands(site):
    for client, address in visits(site):
        tree = page(client.get(address))
        for control in tree.css("main input:not([type=hidden], [hidden]), main textarea, main select"):
            name = control.attributes["id"]
            described = (control.attributes.get("aria-describedby") or "").split()

            assert tree.css(f"label[for='{name}']"), f"{address} {name}"
            assert all(tree.css(f"#{id}") for id in described), f"{address} {name}"


def test_nothing_inline_stands_in_any_page(site, client):
    for visitor, address in [*visits(site), (client, "/no-such-page")]:
        tree = page(visitor.get(address))

        assert tree.css(f"[style], style, script:not([src], {DATA})") == [], address
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
    assert listing.css_first("script[src]").attributes["integrity"].startswith("sha384-")
    assert post.css(f"script:not({DATA})") == []


def test_a_page_says_its_language_and_a_post_its_own(app, client):
    with app.app_context():
        a_post("Guten Tag").language = "de"
        db.session.commit()

    assert page(client.get("/")).css_first("html").attributes["lang"] == "en"
    assert page(client.get("/posts/guten-tag")).css_first("article").attributes["lang"] == "de"


def test_cfg_15_a_page_asks_no_other_site_for_anything(site):
    for client, address in visits(site):
        tree = page(client.get(address))
        loaded = [node.attributes.get("src") or "" for node in tree.css("script[src], img")]
        loaded += [node.attributes["href"] for node in tree.css("link:not([rel=canonical])")]

        assert loaded, address
        assert [link for link in loaded if not link.startswith("/") or link.startswith("//")] == [], address
