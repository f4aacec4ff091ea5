"""The sitemap: every public address, in files that search engines accept."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import event

from blog.database import utcnow
from blog.extensions import db
from blog.posts import sitemaps
from blog.posts.models import Post
from tests.support.browsing import signed_in
from tests.support.factories import a_post, a_tag, an_account, posts

SITE = "http://127.0.0.1:5000"
FIXED = ["/", "/about", "/archive", "/tags/"]


@pytest.fixture
def of_five(monkeypatch):
    """As if a file held five addresses, and memory two rows."""
    monkeypatch.setattr(sitemaps, "LIMIT", 5)
    monkeypatch.setattr(sitemaps, "CHUNK", 2)


def read(response, kind: str) -> dict[str, str | None]:
    """{path: when it changed} of a file of that kind: urlset or sitemapindex."""
    assert response.status_code == 200, response.status
    root = ElementTree.fromstring(response.data)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert root.tag == f"{{{space['s']}}}{kind}"
    found = [(each.findtext("s:loc", None, space), each.findtext("s:lastmod", None, space)) for each in root]
    assert all(address.startswith(f"{SITE}/") for address, _ in found)
    assert len(dict(found)) == len(found)
    return {address.removeprefix(SITE): moment for address, moment in found}


def test_every_public_address_stands_in_it_and_answers(app, client):
    with app.app_context():
        posts(3, tags=("Engines",), authors=("Ada Lovelace", "Mary Somerville"))

    found = read(client.get("/sitemap.xml"), "urlset")

    lists = ["/tags/engines", "/@ada-lovelace", "/@mary-somerville"]
    assert sorted(found) == sorted([*FIXED, *lists, "/posts/post-0", "/posts/post-1", "/posts/post-2"])
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_a_post_says_when_it_last_changed_for_readers(app, client):
    moment = datetime(2020, 5, 1, 12, tzinfo=UTC)
    with app.app_context():
        a_post("Edited", published_at=moment).updated_at = moment + timedelta(days=2)
        a_post("Kept back", published_at=moment).updated_at = moment - timedelta(days=2)
        db.session.commit()

    found = read(client.get("/sitemap.xml"), "urlset")

    assert found["/posts/edited"] == "2020-05-03T12:00:00+00:00"
    assert found["/posts/kept-back"] == "2020-05-01T12:00:00+00:00"


def test_auz_07_nothing_that_is_hidden_stands_in_it(app, client):
    with app.app_context():
        a_post("Draft", draft=True, tags=("Unused",), authors=("Nobody Yet",))
        a_post("Soon", published_at=utcnow() + timedelta(days=1), tags=("Later",))
        a_post("Gone").trash(an_account("rita", role="reader").id)
        a_tag("Idle")
        db.session.commit()

    assert sorted(read(client.get("/sitemap.xml"), "urlset")) == FIXED


def test_beyond_the_limit_it_is_an_index_of_files_that_hold_everything_once(app, client, of_five):
    with app.app_context():
        posts(12, tags=("Engines",))
        a_post("Draft", draft=True)
        a_post("Soon", published_at=utcnow() + timedelta(days=1))

    parts = read(client.get("/sitemap.xml"), "sitemapindex")
    files = [read(client.get(path), "urlset") for path in parts]

    assert all(0 < len(file) <= sitemaps.LIMIT for file in files)
    found = [path for file in files for path in file]
    assert sorted(found) == sorted(
        [*FIXED, "/tags/engines", "/@ada-lovelace", *(f"/posts/post-{n}" for n in range(12))]
    )


def test_a_file_stays_as_it_is_when_others_grow_and_an_empty_one_is_not_named(app, client, of_five):
    with app.app_context():
        posts(17)
        third = [post.id for post in db.session.scalars(db.select(Post)) if 10 < post.id <= 15]
    before = read(client.get("/sitemap.xml"), "sitemapindex")
    second = client.get("/sitemap-4.xml").data

    with app.app_context():
        for post in db.session.scalars(db.select(Post).where(Post.id.in_(third))):
            post.publish(None)
        a_post("One more")
        db.session.commit()

    after = read(client.get("/sitemap.xml"), "sitemapindex")
    assert set(before) - set(after) == {"/sitemap-7.xml"}
    assert client.get("/sitemap-7.xml").status_code == 404
    assert client.get("/sitemap-4.xml").data == second


@pytest.mark.parametrize("number", ["2", "99", "-1", "x", "99999999999999999999"])
def test_there_is_no_other_file(app, client, of_five, number):
    with app.app_context():
        posts(9)

    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_a_small_site_has_one_file_only(app, client):
    with app.app_context():
        a_post()

    assert client.get("/sitemap-1.xml").status_code == 404


def test_dos_16_a_file_is_sent_while_it_is_read_and_never_pushes_pages_out_of_the_cache(app, client, of_five):
    with app.app_context():
        posts(12)
        asked = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    answer = client.get("/sitemap-1.xml")

    assert answer.is_streamed
    assert len(read(answer, "urlset")) == 5
    assert len([statement for statement in asked if "LIMIT" in statement]) >= 2  # two rows at a time
    assert app.wsgi_app.cache.size == 0


def test_it_is_the_same_for_whoever_is_signed_in(app, client):
    with app.app_context():
        an_account("ada")
        a_post("Hers", draft=True).set_credits([], [])
        posts(2)

    assert signed_in(app).get("/sitemap.xml").data == client.get("/sitemap.xml").data


def test_head_asks_for_the_headers_alone(app, client):
    answer = client.head("/sitemap.xml")

    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_robots_txt_names_the_sitemap_by_its_whole_address(make_app):
    client = make_app(BLOG_BASE_URL="https://blog.example.org").test_client()

    text = client.get("/robots.txt", base_url="https://blog.example.org").text

    assert "Sitemap: https://blog.example.org/sitemap.xml\n" in text


def test_dos_16_nobody_asks_for_it_without_end(client):
    answers = [client.get("/sitemap.xml").status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]
