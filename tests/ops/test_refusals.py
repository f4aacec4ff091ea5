"""What nginx answers itself: in words, as a page or beside the form, and with a time to come back."""

import socket

import pytest

from tests.ops.conftest import FORM, ORIGIN, cookies
from tests.support.browsing import PARTIAL, multipart
from tests.support.html import fields, only, texts
from tests.support.nginx import NAME, proxying
from tests.support.server import free_port
from tests.support.waiting import until
from tests.support.wire import ask, trusting

MEGABYTE = 1024 * 1024


def posted(site, path: str, size: int, **headers: str):
    """A form of `size` bytes."""
    return site.ask(path, "POST", b"body=" + b"a" * size, {"Content-Type": FORM, "Origin": ORIGIN, **headers})


@pytest.mark.parametrize("size", [6 * MEGABYTE, 22 * MEGABYTE], ids=["by quire", "by nginx"])
def test_a_form_that_is_too_large_is_refused_in_words(site, size):
    answer = posted(site, "/login", size)

    assert answer.status == 413
    assert texts(answer.page, "h1") == ["That is too large"]
    assert "nothing was stored" in texts(answer.page, "main")[0]


@pytest.mark.parametrize("size", [6 * MEGABYTE, 22 * MEGABYTE], ids=["by quire", "by nginx"])
def test_under_htmx_a_form_that_is_too_large_stays_and_a_toast_says_why(site, size):
    answer = posted(site, "/login", size, **PARTIAL)

    assert answer.status == 413
    assert answer.page.css_first("body > *").tag == "hx-partial"
    assert "nothing was stored" in only(answer.page, "hx-partial[hx-target='#toasts'] .toast").text()


def test_a_picture_that_fits_the_application_passes_nginx(site, ada):
    """19 MB come in whole: the application says that they are no picture."""
    editor = site.ask("/posts/new", headers={"Cookie": ada})
    token = fields(editor.page)["csrf_token"]
    form = multipart({"csrf_token": token, "file": b"a" * 19 * MEGABYTE})

    headers = {"Content-Type": form["content_type"], "Cookie": cookies(editor.headers), "Origin": ORIGIN}
    answer = site.ask("/media", "POST", form["data"], headers)

    assert answer.status == 422


def test_what_nginx_answers_itself_runs_nothing_and_is_kept_nowhere(site):
    answer = posted(site, "/login", 22 * MEGABYTE)

    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline';"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def refused_while_sending(site, header: bytes) -> bool:
    """Whether the connection ends, with 400 or without a word, before all of `header` was taken."""
    context = trusting(site.nginx.certificate)
    with socket.create_connection(("127.0.0.1", site.nginx.https_port), 20) as plain:
        connection = context.wrap_socket(plain, server_hostname="127.0.0.1")
        try:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n".encode() + header)
            return connection.recv(100)[:12] in (b"HTTP/1.1 400", b"")
        except OSError:
            return True
        finally:
            connection.close()


def test_dos_08_endless_queries_and_cookies_are_refused(site):
    assert site.ask("/?" + "a=b&" * 1900).status == 400  # by the application, in words
    assert site.ask("/?" + "a=b&" * 2500).status == 414
    assert site.ask("/", headers={"Cookie": "a=" + "b" * 9000}).status == 400
    assert refused_while_sending(site, b"Cookie: " + b"a" * 100_000)


def test_a_site_that_is_down_is_told_so_and_when_to_come_back(tmp_path):
    with proxying(tmp_path, f"127.0.0.1:{free_port()}") as nginx:
        page = ask(nginx.url, headers={"Host": NAME}, trusted=nginx.certificate)
        toast = ask(nginx.url, "POST", "a=b", {"Host": NAME, **PARTIAL}, nginx.certificate)

    assert (page.status, toast.status) == (503, 503)
    assert page.headers["Retry-After"] == toast.headers["Retry-After"] == "5"
    assert texts(page.page, "h1") == ["The site is away for a moment"]
    assert "What you typed is still here" in only(toast.page, "hx-partial .toast").text()


def test_the_log_of_nginx_holds_no_query_and_no_secret_path(tmp_path):
    with proxying(tmp_path, f"127.0.0.1:{free_port()}") as nginx:
        for path in ("/reset/secret-of-the-link", "/register?invite=secret-of-the-link"):
            ask(f"{nginx.url}{path}", headers={"Host": NAME}, trusted=nginx.certificate)
        ask(f"{nginx.url}/metrics", headers={"Host": NAME}, trusted=nginx.certificate)

        log = until(lambda: "404 GET /metrics" in nginx.log() and nginx.log())

    assert "secret-of-the-link" not in log


@pytest.fixture
def limited(site, tmp_path):
    """A second nginx before the same site, whose counts this test may use up."""
    with proxying(tmp_path, site.upstream.removeprefix("http://")) as nginx:
        yield lambda *arguments: ask(f"{nginx.url}{arguments[0]}", *arguments[1:], trusted=nginx.certificate)


def test_a_flood_of_sign_ins_is_held_off_and_reading_is_not(limited):
    forged = {"Host": NAME, "Origin": "https://evil.example.net", "Content-Type": FORM}
    answers = [limited("/login", "POST", "email=ada", forged) for _ in range(40)]

    refused = [answer for answer in answers if answer.status == 429]
    assert {answer.status for answer in answers} == {403, 429}
    assert 0 < len(refused) < 10
    assert refused[0].headers["Retry-After"] == "5"
    assert texts(refused[0].page, "h1") == ["One moment, please"]
    assert limited("/login", "GET", None, {"Host": NAME}).status == 200


def test_an_author_never_meets_the_limit(limited):
    """Half a minute of typing as fast as anybody can, with a check at each pause and autosave besides."""
    headers = {"Host": NAME, "Origin": ORIGIN, "Content-Type": FORM}

    answers = [limited("/theme", "POST", "theme=dark", headers) for _ in range(90)]

    assert {answer.status for answer in answers} == {303}
