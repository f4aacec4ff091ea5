"""FLT-17 and FLT-20: what is in flight is finished; a worker that hangs or dies is replaced."""

import os
import signal
import socket
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ops.conftest import CONFIGURED, FORM
from tests.support.server import GUNICORN, WAITRESS, free_port, process_serving
from tests.support.waiting import PATIENCE, until
from tests.support.wire import ask

HALF = (
    f"POST /theme HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\nContent-Length: 10\r\n"
    "Expect: 100-continue\r\nConnection: close\r\n\r\n"
).encode()


@pytest.fixture
def environ(make_environ) -> dict[str, str]:
    return make_environ(BLOG_BASE_URL="http://127.0.0.1", BLOG_PROXY_HOPS="0")


@contextmanager
def half_a_request(port: int):
    """A connection with a request of which the server has begun to take the body."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(HALF)
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        yield connection


def is_closed(port: int) -> bool:
    """Whether nobody takes connections there any more."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_flt_17_waitress_finishes_what_is_in_flight(environ, word):
    port = free_port()
    with process_serving(environ, WAITRESS, port) as (_, process), half_a_request(port) as connection:
        process.send_signal(word)
        until(lambda: is_closed(port))
        connection.sendall(b"theme=dark")

        assert answer_of(connection).startswith(b"HTTP/1.1 303")
        assert process.wait(PATIENCE) == 0


def test_flt_17_gunicorn_finishes_what_is_in_flight(environ, tmp_path):
    port, log = free_port(), tmp_path / "log"
    with (
        process_serving(environ, CONFIGURED, port, log_to=log) as (_, process),
        half_a_request(port) as connection,
    ):
        process.terminate()
        until(lambda: "Handling signal: term" in log.read_text())
        connection.sendall(b"theme=dark")

        assert answer_of(connection).startswith(b"HTTP/1.1 303")
        assert process.wait(PATIENCE) == 0


def test_waitress_ends_at_once_when_told_twice(environ):
    port = free_port()
    with process_serving(environ, WAITRESS, port) as (_, process), half_a_request(port):
        process.terminate()
        until(lambda: is_closed(port))
        process.terminate()

        assert process.wait(PATIENCE) == -signal.SIGTERM


def test_an_idle_waitress_ends_at_once_though_browsers_keep_their_connections(environ):
    port = free_port()
    with (
        process_serving(environ, WAITRESS, port) as (_, process),
        socket.create_connection(("127.0.0.1", port), PATIENCE) as browser,
    ):
        browser.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert browser.recv(1000).startswith(b"HTTP/1.1 200")
        process.terminate()

        assert process.wait(5) == 0


def answer_of(connection: socket.socket) -> bytes:
    """All that the server still sends."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def workers(process) -> set[int]:
    """The process ids of gunicorn's workers."""
    return set(map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()))


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hangs"])
def test_flt_20_a_worker_that_dies_or_hangs_is_replaced_while_others_serve(environ, blow):
    program = (*CONFIGURED, "--timeout", "2")
    with process_serving(environ, program) as (url, process):
        before = until(lambda: len(workers(process)) == 2 and workers(process))
        os.kill(min(before), blow)

        answers = [ask(f"{url}/posts/post-1").status for _ in range(5)]
        after = until(lambda: len(now := workers(process) - before) == 1 and now)

        assert answers == [200] * 5
        assert until(lambda: workers(process) == {max(before), *after})
        assert ask(f"{url}/posts/post-1").status == 200


def test_bare_gunicorn_answers(environ):
    with process_serving(environ, (*GUNICORN, "--workers", "2")) as (url, _):
        assert ask(f"{url}/readyz").status == 200
        assert ask(f"{url}/posts/post-1").status == 200


def test_waitress_serve_answers(environ):
    port = free_port()
    program = ("-m", "waitress", f"--listen=127.0.0.1:{port}", "main:app")
    with process_serving(environ, program, port) as (url, _):
        assert ask(f"{url}/posts/post-1").status == 200
