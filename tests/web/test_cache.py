"""The page cache: bounded, keyed by what a route declares, right across processes."""

from urllib.request import urlopen

import pytest

from blog.web.cache import Entry, PageCache, key_of
from tests.support.factories import a_post, posts
from tests.support.server import GUNICORN, serving


def entry(size: int, version: int = 1) -> Entry:
    return Entry(version, '"tag"', b"x" * size, 5 * size, [], "text/html", "posts.index")


def key(path: str):
    return (path, "", "system", False)


def test_an_entry_is_found_under_its_own_version_only():
    cache = PageCache()
    cache.keep(key("/"), entry(10, version=7))

    assert cache.find(key("/"), 7) is not None
    assert cache.find(key("/"), 8) is None


def test_the_least_recently_used_entries_make_room():
    cache = PageCache(limit=15_000)
    for path in ("/a", "/b", "/c"):
        cache.keep(key(path), entry(1000))
    cache.find(key("/a"), 1)
    for path in ("/d", "/e"):
        cache.keep(key(path), entry(1000))

    assert cache.size <= 15_000
    assert cache.find(key("/a"), 1) is not None
    assert cache.find(key("/b"), 1) is None


def test_an_entry_larger_than_the_cache_is_not_kept():
    cache = PageCache(limit=1000)

    cache.keep(key("/"), entry(5000))

    assert cache.size == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_has_a_key(method):
    assert key_of({"REQUEST_METHOD": method, "PATH_INFO": "/"}) is None


@pytest.mark.parametrize(
    "query", ["?x=1", "?focus=1&focus=1", "?utm_source=news", "?focus=1&utm_source=news"]
)
def test_parameters_that_the_route_does_not_declare_are_not_kept(app, client, query):
    assert client.get(f"/{query}").status_code == 200
    assert app.wsgi_app.cache.size == 0


def test_a_404_is_not_kept_so_that_a_new_post_shows_promptly(app, client):
    assert client.get("/posts/soon").status_code == 404

    with app.app_context():
        a_post("Soon")

    assert client.get("/posts/soon").status_code == 200


def test_a_change_on_one_application_shows_on_the_next_answer_of_another(app, make_app):
    other = make_app().test_client()
    assert other.get("/posts/news").status_code == 404
    before = other.get("/").headers["ETag"]

    with app.app_context():
        a_post("News")

    assert other.get("/").headers["ETag"] != before
    assert other.get("/posts/news").status_code == 200


def test_every_worker_process_shows_a_change_at_once(app, environ):
    two_workers = (*GUNICORN, "--workers", "2", "--worker-class", "gthread", "--threads", "2")
    with serving(environ, two_workers) as url, app.app_context():
        for number in range(3):
            seen = {read(f"{url}/") for _ in range(12)}
            assert len(seen) == 1
            a_post(f"News {number}")
            answers = [read(f"{url}/") for _ in range(12)]

            assert all(f"News {number}" in answer for answer in answers)


def test_cached_and_fresh_answers_are_the_same(app, client):
    with app.app_context():
        posts(3)

    first, second = client.get("/"), client.get("/")

    assert first.data == second.data
    assert {name: value for name, value in first.headers if name != "X-Request-ID"} == {
        name: value for name, value in second.headers if name != "X-Request-ID"
    }


def read(url: str) -> str:
    with urlopen(url, timeout=20) as answer:
        return answer.read().decode()
