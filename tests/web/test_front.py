"""The front door: names, ids, headers, methods, what it lets in."""

import json

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


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "127.0.0.1.evil.test",
        "localhost@evil.test",
        "localhost:80@evil.test",
        "localhost:x",
        "[::1",
        "",
    ],
)
def test_http_02_another_name_is_refused_before_and_behind_the_cache(client, host):
    client.get("/")

    response = client.get("/", headers={"Host": host})

    assert response.status_code == 400
    assert [name for name in EXPECTED if name not in response.headers] == []


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


def test_every_request_leaves_one_line_with_its_id(client, capsys):
    response = client.get("/healthz")

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("200 GET /healthz ")
    assert line.endswith(response.headers["X-Request-ID"])


def test_inj_07_a_log_line_stays_one_line(client, capsys):
    client.get("/a%0ab%1b[31m")

    [line] = capsys.readouterr().err.splitlines()
    assert line.isprintable()


def test_json_logs_are_json(make_app, capsys):
    make_app(BLOG_LOG_FORMAT="json").test_client().get("/a%0ab")

    entry = json.loads(capsys.readouterr().err)
    assert (entry["status"], entry["target"], entry["method"]) == (404, "/a\\nb", "GET")


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


def test_a_query_of_raw_bytes_is_refused_in_words(client):
    response = client.get("/", environ_overrides={"QUERY_STRING": "a=\xff"})

    assert response.status_code == 400
    assert page(response).css_first("h1")


def test_a_change_elsewhere_leaves_the_etag_of_a_page_alone(app, client):
    before = client.get("/about").headers["ETag"]
    with app.app_context():
        a_post("News")

    assert client.get("/about").headers["ETag"] == before
    assert client.get("/about", headers={"If-None-Match": before}).status_code == 304


@pytest.mark.parametrize(("accepted", "sent"), [("gzip;q=0", None), ("gzip;q=0.5", "gzip"), ("br", None)])
def test_gzip_is_sent_to_those_only_who_take_it(client, accepted, sent):
    client.get("/")

    response = client.get("/", headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == sent


def test_an_https_site_behind_a_plain_proxy_speaks_of_itself_as_https(make_app):
    client = make_app(BLOG_BASE_URL="https://Blog.Example.org:443").test_client()
    behind = {"base_url": "http://blog.example.org"}

    redirected = client.get("/tags", **behind)
    switched = client.post(
        "/theme", data={"theme": "dark"}, headers={"Origin": "https://blog.example.org"}, **behind
    )

    assert redirected.headers["Location"] == "https://blog.example.org/tags/"
    assert switched.status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/reset/t0ps3cret",
        "/setup/t0ps3cret",
        "/account/email/t0ps3cret?x=1",
        "/register?invite=t0ps3cret",
        "/login?next=/reset/t0ps3cret",
        "/login?next=%2Fsetup%2Ft0ps3cret",
    ],
)
def test_cfg_14_a_token_in_an_address_does_not_reach_the_log(client, capsys, address):
    client.get(address)

    line = capsys.readouterr().err
    assert address.split("t0p")[0] in line
    assert "t0ps3cret" not in line
