"""What is hidden is hidden everywhere: one walk over every address that anybody may ask for.

A new route without arguments is walked without being named here; one with arguments fails the test until
`ARGUMENTS` says with which.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.database import utcnow
from blog.extensions import db
from blog.lib import cursors
from blog.lib.roles import reaches
from blog.posts.models import Post
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_comment, a_post, an_account

KINDS = ("draft", "scheduled", "unpublished", "trashed")
PARTS = ("title", "body", "tag", "excerpt", "cover", "comment")
# Addresses say nothing of the words: an error page may repeat its own.
POSTS = [f"hidden-{kind}" for kind in KINDS]
TAGS = [f"subject-{kind}" for kind in KINDS]
FORMS = ("atom", "json")
PEOPLE = ("ada", "ghost")
MARKS = re.compile("</?mark>")  # with which a search divides the words that it found
SOON = utcnow() + timedelta(days=3)
LATER, EARLIER = utcnow() + timedelta(days=4000), datetime(1970, 1, 1, tzinfo=UTC)
PAGES = [f"before={cursors.encode(LATER, 9)}", f"through={cursors.encode(EARLIER, 9)}"]

ARGUMENTS = {
    **{
        f"posts.{view}": [{"slug": slug} for slug in (*POSTS, "shown")]
        for view in ("show", "markdown", "json")
    },
    "tags.show": [{"slug": slug} for slug in (*TAGS, "open")],
    "tags.feed": [{"slug": slug, "form": form} for slug in (*TAGS, "open") for form in FORMS],
    "authors.show": [{"username": name} for name in PEOPLE],
    "authors.feed": [{"username": name, "form": form} for name in PEOPLE for form in FORMS],
    "feeds.show": [{"form": form} for form in FORMS],
    "archive.year": [{"year": moment.year} for moment in (SOON, utcnow())],
    "archive.month": [{"year": moment.year, "month": f"{moment.month:02}"} for moment in (SOON, utcnow())],
    "sitemap.part": [{"number": number} for number in range(7)],
    "comments.index": [{"slug": slug} for slug in (*POSTS, "shown")],
    "comments.show": [{"id": number} for number in range(1, 7)],
    "news.index": [{"slug": slug} for slug in (*POSTS, "shown")],
    # Files, and links that only their owner knows.
    "assets.show": [{"name": "site.css"}],
    "media.show": [{"name": "a" * 26, "extension": "webp"}],
    "avatars.show": [{"key": "k"}],
    "passwords.new": [{"token": "t"}],
    "profiles.confirmation": [{"token": "t"}],
    "unsubscriptions.show": [{"token": "t"}],
    "mirror.show": [{"token": "t"}],
    "setup.new": [{"token": "t"}],
}


def word(kind: str, part: str) -> str:
    """A word that stands in one place only."""
    return f"quartz{kind}{part}"


HIDDEN = [word(kind, part) for kind in KINDS for part in PARTS]
SHOWN = [word("public", part) for part in PARTS[:3]]


def write(kind: str, slug: str, **details) -> Post:
    """A post of Ada's whose words stand nowhere else; its addresses do not hold them."""
    title, body, tag, excerpt, cover, comment = (word(kind, part) for part in PARTS)
    post = a_post(slug, f"{body} and more.", authors=("Ada",), tags=(details.pop("subject"),), **details)
    post.title, post.excerpt, post.tags[0].name = title, excerpt, tag
    if kind != "public":
        post.cover = {"path": f"/media/{cover}.webp", "alt": cover, "width": 9, "height": 9, "narrower": []}
    a_comment(post, body=comment)
    return post


@pytest.fixture
def site(app):
    """One post of Ada's is public, one hidden in each way; all of Ghost's are. Grace writes here too."""
    with app.app_context():
        ada = an_account("ada", name="Ada")
        an_account("grace")
        write("public", "shown", subject="open")
        write("draft", POSTS[0], subject=TAGS[0], draft=True)
        write("scheduled", POSTS[1], subject=TAGS[1], published_at=SOON)
        write("unpublished", POSTS[2], subject=TAGS[2]).publish(None)
        write("trashed", POSTS[3], subject=TAGS[3]).trash(ada.id)
        a_post("Of a ghost", draft=True, authors=("Ghost",))
        db.session.commit()
    return app


def addresses(app: Flask, role: str | None) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of all that a role may ask for, None for nobody's; with every kind of query."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        open_to_all = view.needs == "anyone"
        if "GET" not in rule.methods or not (open_to_all or (role and reaches(role, view.needs))):
            continue
        if rule.arguments and not open_to_all:
            continue  # of somebody's own things: tests/test_authorisation.py
        assert not rule.arguments or rule.endpoint in ARGUMENTS, f"say with which arguments: {rule.endpoint}"
        for values in ARGUMENTS.get(rule.endpoint, [{}]):
            address = adapter.build(rule.endpoint, values, method="GET")
            yield rule.endpoint, address
            yield from ((rule.endpoint, f"{address}?{query}") for query in queries(rule.endpoint))


def queries(endpoint: str) -> list[str]:
    """What may follow the address: every page of a list, every word of a search."""
    words = [f"q={text}" for text in (*HIDDEN, *SHOWN, "quartz", "hidden")]
    return words if "search" in endpoint else PAGES


def found_in(client: FlaskClient, address: str, headers: dict) -> set[str]:
    """The words that an answer holds, but for the one that was asked for."""
    answer = client.get(address, headers=headers)
    text = MARKS.sub("", answer.data.decode("utf-8", "replace").lower())
    answer.close()
    assert answer.status_code < 500, address
    return {each for each in (*HIDDEN, *SHOWN) if each in text and not address.endswith(f"q={each}")}


@pytest.fixture(params=["nobody", "another author"])
def visitor(request, site):
    """(a client, its role)."""
    if request.param == "nobody":
        return site.test_client(), None
    return signed_in(site, "grace"), "author"


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "fragment"])
def test_auz_06_07_what_is_hidden_stands_in_no_answer_that_others_can_get(site, visitor, headers):
    client, role = visitor

    held = {address: found_in(client, address, headers) for _, address in addresses(site, role)}

    assert {address: words for address, words in held.items() if words & {*HIDDEN}} == {}
    seen = {address.partition("?")[0] for address, words in held.items() if words & {*SHOWN}}
    public = {
        "/",
        "/feed.atom",
        "/feed.json",
        "/tags/",
        "/tags/open",
        "/@ada",
        "/posts/shown.json",
        "/search",
    }
    assert public <= seen


@pytest.mark.parametrize("slug", POSTS)
def test_whose_it_is_finds_it_there(site, slug):
    client, kind = signed_in(site, "ada"), slug.removeprefix("hidden-")

    assert word(kind, "title") in found_in(client, f"/posts/{slug}", {})
    assert found_in(client, f"/posts/{slug}.json", {}) == set()  # which is public or nothing


def test_nobody_s_hidden_post_makes_an_author_public(site, client):
    assert [client.get(address).status_code for address in ("/@ghost", "/@ghost/feed.atom")] == [404, 404]
    assert "ghost" not in client.get("/sitemap.xml").text


def test_neither_a_former_address_nor_the_posts_beside_it_tell_of_what_is_hidden(site, client):
    with site.app_context():
        for slug in POSTS:
            post = db.session.scalar(db.select(Post).where(Post.slug == slug))
            post.take_slug(f"{slug}-anew")
        db.session.commit()

    answers = [client.get(f"/posts/{slug}") for slug in POSTS]

    assert {answer.status_code for answer in answers} <= {404, 410}
    assert all("Location" not in answer.headers for answer in answers)
    assert "/posts/hidden" not in client.get("/posts/shown").text
