"""Clients that dawdle wait at nginx; nobody else waits for them."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

import pytest

from tests.support.nginx import NAME, proxying
from tests.support.waiting import until
from tests.support.wire import trusting

CROWD = 120  # connections
HEADERS = f"GET /posts/post-1 HTTP/1.1\r\nHost: {NAME}\r\nX-Slow: "
BODY = f"POST /login HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 5000\r\n\r\nemail="


@pytest.fixture
def crowded(site, tmp_path):
    """An nginx of this test's own before the same site: it lets one address be a crowd."""
    changes = (("limit_conn quire_open 100;", "limit_conn quire_open 1000;"), ("burst=30", "burst=1000"))
    with proxying(tmp_path, site.upstream.removeprefix("http://"), changes=changes) as nginx:
        yield type(site)(nginx, site.upstream, site.log)


@contextmanager
def dawdling(nginx, beginning: str) -> Iterator[list[ssl.SSLSocket]]:
    """CROWD connections that have sent `beginning` and say no more."""
    context = trusting(nginx.certificate)
    with ExitStack() as stack:
        crowd = []
        for _ in range(CROWD):
            plain = stack.enter_context(socket.socket())
            plain.settimeout(20)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            plain.connect(("127.0.0.1", nginx.https_port))
            connection = stack.enter_context(context.wrap_socket(plain, server_hostname="127.0.0.1"))
            connection.sendall(beginning.encode())
            crowd.append(connection)
        yield crowd


def typical(site, count: int = 10) -> float:
    """The median of some answers, in seconds: a page from the cache, and one made for this request."""
    seconds = []
    for number in range(count):
        started = time.monotonic()
        assert site.ask("/posts/post-1" if number % 2 else f"/search?q=harbour{number}").status == 200
        seconds.append(time.monotonic() - started)
    return median(seconds)


@pytest.mark.parametrize("beginning", [HEADERS, BODY], ids=["headers", "body"])
def test_dos_09_a_crowd_that_sends_slowly_does_not_hold_up_the_site(crowded, beginning):
    with dawdling(crowded.nginx, beginning):
        assert typical(crowded) < 1


def test_dos_10_a_crowd_that_reads_slowly_does_not_hold_up_the_site(crowded):
    """Each asks for 600 kB and reads nothing of it."""
    request = f"GET /posts/long HTTP/1.1\r\nHost: {NAME}\r\n\r\n"

    with dawdling(crowded.nginx, request * 3):
        assert typical(crowded) < 1


def test_one_address_cannot_take_all_connections(site, tmp_path):
    often = (
        ("burst=100", "burst=1000"),
        ("burst=30", "burst=1000"),
        ("lingering_time 120s", "lingering_time 1s"),
    )
    with (
        proxying(tmp_path, site.upstream.removeprefix("http://"), changes=often) as nginx,
        dawdling(nginx, BODY),
    ):
        assert until(lambda: nginx.log().count(" 429 ") == CROWD - 100)


def test_who_never_finishes_a_request_is_let_go(site, tmp_path):
    hasty = (
        ("client_header_timeout 10s", "client_header_timeout 1s"),
        ("client_body_timeout 20s", "client_body_timeout 1s"),
    )
    with proxying(tmp_path, site.upstream.removeprefix("http://"), changes=hasty) as nginx:
        for beginning in (HEADERS, BODY):
            plain = socket.create_connection(("127.0.0.1", nginx.https_port), 20)
            context = trusting(nginx.certificate)
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
                connection.sendall(beginning.encode())

                assert ended(connection)


def ended(connection: ssl.SSLSocket) -> bool:
    """Whether the other side ends the connection, in whatever way, within the socket's timeout."""
    try:
        while connection.recv(1000):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True
