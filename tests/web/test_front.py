"""The front door: names, ids, headers, methods, what it lets in."""

import json
import logging

import pytest

from tests.support.factories import a_post, posts
from tests.support.html import page

EXPECTED = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "X-Request-ID",
)


@pytest.fixture
def lines(caplog):
    """The access log of the test, as it comes."""
    logger = logging.getLogger("quire")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


@pytest.mark.parametrize(
    "address", ["/", "/?before=wrong", "/no-such-page", "/healthz", "/favicon.ico", "/robots.txt"]
)
def test_http_11_every_answer_carries_the_security_headers(client, address):
    response = client.get(address)

    assert [name for name in EXPECTED if name not in response.headers] == []
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_http_11_a_cached_answer_carries_them_too(client):
    client.get("/")

    response = client.get("/")

    assert [name for name in EXPECTED if name not in response.headers] == []


def test_an_https_site_asks_browsers_to_stay_with_https(make_app):
    app = make_app(BLOG_BASE_URL="https://blog.example.org")

    response = app.test_client().get("/", base_url="https://blog.example.org")

    assert response.status_code == 200
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "localhost@evil.test", "[::1", ""])
def test_http_02_another_name_is_refused_before_and_behind_the_cache(client, host):
    client.get("/")

    response = client.get("/", headers={"Host": host})

    assert response.status_code == 400
    assert "X-Request-ID" in response.headers


def test_http_06_forwarding_headers_count_for_nothing_without_a_proxy(client):
    response = client.get("/home", headers={"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"})

    assert response.status_code == 301
    assert "evil.test" not in response.headers["Location"]


@pytest.mark.parametrize("address", ["/", "/posts/post-0", "/tags/", "/robots.txt", "/healthz", "/nowhere"])
def test_http_13_head_answers_as_get_without_the_body(app, client, address):
    with app.app_context():
        posts(1)

    get, head = client.get(address), client.head(address)

    assert head.status_code == get.status_code
    assert head.data == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize(
    "address", ["/?before=%00", "/%00", "/posts/a%00b", "/tags/%00", "/?x=" + "y" * 5000]
)
def test_http_10_nul_and_endless_queries_are_refused_in_words(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert page(response).css_first("h1")


@pytest.mark.parametrize("address", ["/%ff", "/?before=%ff", "/posts/%ff", "/tags/%ff", "/@%ff", "/?%ff=%ff"])
def test_http_10_bytes_that_are_no_utf_8_never_break_anything(client, address):
    assert client.get(address).status_code in (200, 400, 404)


def test_dos_08_ten_thousand_parameters_are_refused(client):
    assert client.get("/?" + "a=1&" * 10_000).status_code == 400


def test_every_request_leaves_one_line_with_its_id(client, lines):
    response = client.get("/healthz")

    [record] = lines.records
    assert response.headers["X-Request-ID"] in record.getMessage()
    assert "GET /healthz" in record.getMessage()


def test_inj_07_a_log_line_stays_one_line(client, lines):
    client.get("/a%0ab%1b[31m")

    [record] = lines.records
    assert record.getMessage().isprintable()


def test_json_logs_are_json(make_app, lines):
    client = make_app(BLOG_LOG_FORMAT="json").test_client()
    logger = logging.getLogger("quire")
    formatter = logger.handlers[0].formatter
    logger.addHandler(lines.handler)

    client.get("/healthz")

    entry = json.loads(formatter.format(lines.records[-1]))

    assert (entry["status"], entry["target"], entry["method"]) == (200, "/healthz", "GET")


def test_what_has_changed_shows_at_once_behind_the_cache(app, client):
    assert page(client.get("/")).css("article") == []

    with app.app_context():
        a_post("Fresh")

    assert page(client.get("/")).css_first("article h2").text() == "Fresh"


def test_each_theme_has_its_own_page_and_etag(client):
    plain = client.get("/")
    client.set_cookie("theme", "dark")
    dark = client.get("/")

    assert page(plain).css_first("html").attributes.get("data-theme") is None
    assert page(dark).css_first("html").attributes["data-theme"] == "dark"
    assert plain.headers["ETag"] != dark.headers["ETag"]


def test_cach_04_a_session_passes_the_cache_by_and_stays_private(client):
    client.get("/")
    client.set_cookie("session", "anything")

    response = client.get("/")

    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_a_page_travels_compressed_to_those_who_ask(app, client):
    with app.app_context():
        posts(10)
    plain = client.get("/")

    zipped = client.get("/", headers={"Accept-Encoding": "gzip, br"})

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 2
    assert "Accept-Encoding" in zipped.vary
