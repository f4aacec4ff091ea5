"""What nginx tells the application of a request, and what neither lets through."""

import socket

import pytest

from tests.ops.conftest import ORIGIN
from tests.support.nginx import NAME
from tests.support.wire import ask

SPOOFED = {
    "X-Forwarded-For": "203.0.113.66",
    "X-Forwarded-Host": "evil.example.net",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "81",
    "X-Real-IP": "203.0.113.66",
    "Forwarded": "for=203.0.113.66;host=evil.example.net;proto=http",
}
# A proxy that spelled them with underscores would otherwise set what the server itself says.
UNDERSCORED = {
    "X_Forwarded_For": "203.0.113.66",
    "X_Forwarded_Host": "evil.example.net",
    "SCRIPT_NAME": "/evil",
    "PATH_INFO": "/admin",
}


@pytest.mark.parametrize("headers", [SPOOFED, UNDERSCORED], ids=["http_06", "http_05_underscored"])
def test_http_05_and_06_clients_cannot_say_where_they_come_from(site, headers):
    answer = site.ask("/tags", headers=headers)

    assert answer.headers["Location"] == f"{ORIGIN}/tags/"
    assert site.line_of(answer)["address"] == "127.0.0.1"


@pytest.mark.parametrize("headers", [SPOOFED, UNDERSCORED], ids=["http_06", "http_05_underscored"])
def test_http_06_without_a_proxy_forwarding_headers_are_ignored(lone_gunicorn, headers):
    answer = ask(f"{lone_gunicorn}/tags", headers=headers)

    assert answer.headers["Location"] == f"{lone_gunicorn}/tags/"


def test_http_02_another_host_is_refused(site):
    for name in ("evil.example.net", f"{NAME}.evil.example.net", f"{NAME}:99999999", ""):
        assert site.ask("/", headers={"Host": name}).status == 400, name


@pytest.mark.parametrize(
    "path",
    [
        "/media/../../blog.db",
        "/media/..%2f..%2fblog.db",
        "/media/%252e%252e/blog.db",
        "/media/..%5c..%5cblog.db",
        "/media/..\\..\\blog.db",
        "/media//etc/passwd",
        "/media/%00.webp",
        "/static/../main.py",
        "/static/..%2f..%2fconfig",
        "/static//etc/passwd",
        "/.quire/../../main.py",
        "/.quire/away.page.html",
        "/.well-known/acme-challenge/../../etc/passwd",
    ],
)
def test_http_07_and_08_no_path_leads_out_of_the_site(site, path):
    assert site.ask(path).status in (400, 404)


def test_metrics_are_not_for_the_world(site):
    for path in ("/metrics", "/metrics/", "//metrics", "/./metrics", "/%6detrics"):
        answer = site.ask(path)

        assert answer.status != 200, path
        assert b"# TYPE" not in answer.body


def test_http_leads_to_https(site):
    answer = ask(
        f"http://127.0.0.1:{site.nginx.http_port}/posts/post-1?a=b", headers={"Host": "evil.example.net"}
    )

    assert (answer.status, answer.headers["Location"]) == (301, f"{site.nginx.url}/posts/post-1?a=b")


def test_the_certificate_authority_finds_its_file(site):
    folder = site.nginx.folder / "www/.well-known/acme-challenge"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "token").write_text("proof")

    answer = ask(f"http://127.0.0.1:{site.nginx.http_port}/.well-known/acme-challenge/token")

    assert (answer.status, answer.text) == (200, "proof")


def test_over_https_cookies_are_bound_to_host_and_https(site):
    answer = site.ask("/login")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_security_headers_come_once_and_no_version_is_told(site):
    answer = site.ask("/")

    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Server"):
        assert len(answer.headers.get_all(name)) == 1, name
    assert answer.headers["Server"] == "nginx"


def test_signing_in_works_through_tls(site):
    page = site.ask("/drafts", headers={"Cookie": site.signed_in()})

    assert page.status == 200
    assert page.headers["Cache-Control"] == "private, no-store"


def test_two_requests_in_one_are_never_served(site):
    """A length and chunks together: whoever reads one of them must not find a second request in the rest."""
    smuggled = (
        f"POST /theme HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"0\r\n\r\nGET /posts/post-1 HTTP/1.1\r\nHost: {NAME}\r\n\r\n"
    )
    with socket.create_connection(site.upstream.removeprefix("http://").split(":"), 20) as connection:
        connection.sendall(smuggled.encode())
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65536), b""))

    assert received.startswith(b"HTTP/1.1 400")
    assert b"lighthouse" not in received
