"""Keyset pages: disjoint, complete, stable while posts arrive."""

from datetime import UTC, datetime, timedelta

import pytest

from blog.database import utcnow
from blog.lib import cursors
from tests.support.factories import a_post, posts
from tests.support.html import attributes, only, page, texts

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def follow(client, address: str) -> list[list[str]]:
    """The titles of each page, from `address` on, by way of its Load more links."""
    pages = []
    while address:
        tree = page(client.get(address))
        pages.append(texts(tree, "article h2"))
        links = attributes(tree, ".more a", "href")
        address = "/" + links[0] if links else None
    return pages


def test_pages_are_disjoint_and_complete(app, client):
    with app.app_context():
        posts(25)

    pages = follow(client, "/")

    assert [len(titles) for titles in pages] == [10, 10, 5]
    assert [title for titles in pages for title in titles] == [f"Post {n}" for n in reversed(range(25))]


def test_posts_of_the_same_moment_are_all_shown_once(app, client):
    moment = utcnow() - timedelta(hours=1)
    with app.app_context():
        for n in range(13):
            a_post(f"Twin {n}", published_at=moment)

    titles = [title for titles in follow(client, "/") for title in titles]

    assert sorted(titles) == sorted(f"Twin {n}" for n in range(13))


def test_a_new_post_does_not_shift_the_next_page(app, client):
    with app.app_context():
        posts(15)
    [second_page] = attributes(page(client.get("/")), ".more a", "href")

    with app.app_context():
        a_post("Breaking", published_at=utcnow())

    assert texts(page(client.get("/" + second_page)), "article h2") == [
        f"Post {n}" for n in reversed(range(5))
    ]


def test_through_gives_the_list_from_the_top_down_to_a_post(app, client):
    with app.app_context():
        posts(35)
    [second] = attributes(page(client.get("/")), ".more a", "href")
    [third] = attributes(page(client.get("/" + second)), ".more a", "href")

    tree = page(client.get("/" + third.replace("before", "through")))

    assert texts(tree, "article h2") == [f"Post {n}" for n in reversed(range(15, 35))]
    assert attributes(tree, ".more a", "href") == [third]


def test_through_is_capped(app, client):
    with app.app_context():
        posts(205)
    last = follow(client, "/")[-2][-1]
    assert last == "Post 5"

    tree = page(client.get("/?through=" + cursor_below(client, "Post 1")))

    assert len(tree.css("article")) == 200


def cursor_below(client, title: str) -> str:
    """A cursor far down the list."""
    tree = page(client.get("/"))
    while True:
        [link] = attributes(tree, ".more a", "href")
        following = page(client.get("/" + link))
        if title in texts(following, "article h2"):
            return link.removeprefix("?before=")
        tree = following


def test_scrolling_tells_the_address_that_brings_the_list_back(app, client):
    with app.app_context():
        posts(25)
    [link] = attributes(page(client.get("/")), ".more a", "href")

    fragment = client.get("/" + link, headers=PARTIAL)
    whole = client.get(fragment.headers["HX-Replace-Url"])

    assert texts(page(whole), "article h2") == [f"Post {n}" for n in reversed(range(5, 25))]
    assert "HX-Replace-Url" not in client.get("/" + link).headers


def test_after_five_automatic_loads_only_the_link_remains(app, client):
    with app.app_context():
        posts(75)
    loads, tree = 0, page(client.get("/"))
    while sentinels := attributes(tree, ".sentinel", "hx-get"):
        loads += 1
        tree = page(client.get("/" + sentinels[0], headers=PARTIAL))

    assert loads == 5
    assert len(tree.css(".more a")) == 1


def test_load_more_by_keyboard_puts_the_focus_on_the_first_new_post(app, client):
    with app.app_context():
        posts(15)
    [link] = attributes(page(client.get("/")), ".more a", "hx-get")

    tree = page(client.get("/" + link, headers=PARTIAL))

    assert texts(tree, "[autofocus]") == ["Post 4"]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "0",
        "-1-1",
        "9" * 40 + "-1",
        "1-" + "9" * 40,
        "'; drop table posts",
        "%00",
        "é-é",
        "1-1-1",
        "null",
        cursors.encode(datetime(2030, 1, 1, tzinfo=UTC), 2**31),
        cursors.encode(datetime(2030, 1, 1, tzinfo=UTC), 2**63 - 1),
        cursors.encode(datetime.max.replace(tzinfo=UTC), 1),
        cursors.encode(datetime.min.replace(tzinfo=UTC), 1),
    ],
)
@pytest.mark.parametrize("name", ["before", "through"])
def test_a_cursor_that_was_tampered_with_is_never_a_failure(app, client, name, cursor):
    with app.app_context():
        posts(3)

    assert client.get(f"/?{name}={cursor}").status_code in (200, 400, 404)


@pytest.mark.parametrize("query", ["loads=6", "loads=x", "loads=", "focus=2", "focus=yes", "loads=-1"])
def test_a_parameter_that_this_site_never_wrote_is_not_found_and_not_kept(app, client, query):
    assert client.get(f"/?{query}").status_code == 404
    assert app.wsgi_app.cache.size == 0


def test_a_forged_cursor_shows_nothing_before_its_time(app, client):
    with app.app_context():
        a_post("Now")
        a_post("Tomorrow", published_at=utcnow() + timedelta(days=1))
    ahead = cursors.encode(utcnow() + timedelta(days=2), 2**31 - 1)

    for name in ("before", "through"):
        assert "Tomorrow" not in client.get(f"/?{name}={ahead}").text


def test_a_list_that_was_scrolled_to_its_end_comes_back_whole_and_ended(app, client):
    with app.app_context():
        posts(25)
    [second] = attributes(page(client.get("/")), ".more a", "href")
    [third] = attributes(page(client.get("/" + second)), ".more a", "href")
    address = client.get("/" + third, headers=PARTIAL).headers["HX-Replace-Url"]

    tree = page(client.get(address))

    assert len(tree.css("article")) == 25
    assert tree.css(".more") == []


def test_below_the_last_post_the_page_says_so(app, client):
    with app.app_context():
        a_post("Only", published_at=utcnow() - timedelta(days=3))
    below = cursors.encode(utcnow() - timedelta(days=9), 1)

    response = client.get(f"/?before={below}")

    assert "Nothing is older" in only(page(response), "#feed").text()
    assert "HX-Replace-Url" not in client.get(f"/?before={below}", headers=PARTIAL).headers


@pytest.mark.parametrize("address", ["/tags/engines", "/@ada-lovelace"])
def test_lists_of_a_tag_and_of_an_author_go_on_the_same_way(app, client, address):
    with app.app_context():
        posts(12, tags=("Engines",))
        a_post("Elsewhere", authors=("Charles Babbage",), tags=("Mills",))

    first = page(client.get(address))
    [link] = attributes(first, ".more a", "href")
    second = page(client.get(address + link))

    assert texts(first, "article h2") + texts(second, "article h2") == [
        f"Post {n}" for n in reversed(range(12))
    ]
