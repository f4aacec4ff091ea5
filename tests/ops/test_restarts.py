"""New programs take the place of old ones while people read and write: nobody is refused."""

import itertools
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ops.conftest import CONFIGURED, FORM, ORIGIN
from tests.support.activation import activated
from tests.support.load import under_load
from tests.support.nginx import NAME, proxying
from tests.support.server import free_port, process_serving
from tests.support.waiting import PATIENCE, until
from tests.support.wire import ask

OFTEN = (("rate=10r/s", "rate=10000r/s"),)  # one address is everybody here


@pytest.fixture
def log(tmp_path):
    return tmp_path / "gunicorn.log"


@contextmanager
def busy(nginx):
    """Readers of a cached page and of fresh ones, and a writer; in the end all must have been answered."""
    numbers = itertools.count()

    def visit(path: str, *arguments, **headers: str):
        return ask(
            f"{nginx.url}{path}", *arguments, headers={"Host": NAME, **headers}, trusted=nginx.certificate
        )

    with under_load(
        (lambda: visit("/posts/post-1"), 200),
        (lambda: visit(f"/posts/post-{next(numbers) % 12}.json"), 200),
        (lambda: visit("/theme", "POST", "theme=dark", Origin=ORIGIN, **{"Content-Type": FORM}), 303),
    ) as load:
        until(lambda: load.right > 20 or load.wrong)
        yield load
        answered = load.right
        until(lambda: load.right > answered + 20 or load.wrong)
    assert load.wrong == []


def booted(log) -> int:
    """How many workers were started so far."""
    return log.read_text().count("Booting worker")


def test_a_restart_behind_a_socket_that_stays_open_refuses_nobody(make_environ, log, tmp_path):
    with (
        activated(make_environ(), log) as server,
        proxying(tmp_path, server.address, changes=OFTEN) as nginx,
        busy(nginx),
    ):
        assert server.stop() == 0
        server.start()


def test_two_machines_restarted_one_after_the_other_refuse_nobody(make_environ, log, tmp_path):
    environ = make_environ()
    with (
        activated(environ, log) as first,
        activated(environ, tmp_path / "second.log") as second,
        proxying(tmp_path, first.address, second.address, changes=OFTEN) as nginx,
        busy(nginx),
    ):
        for server in (first, second):
            assert server.stop() == 0
            server.start()


def test_usr2_and_term_replace_the_program_and_refuse_nobody(make_environ, log, tmp_path):
    port, pidfile = free_port(), tmp_path / "gunicorn.pid"
    script = Path(sys.executable).with_name("gunicorn")  # after USR2 `-m gunicorn` would not find its modules
    program = (str(script), "main:app", *CONFIGURED[-2:], "--pid", str(pidfile))
    with (
        process_serving(make_environ(), program, port, log_to=log) as (_, old),
        proxying(tmp_path, f"127.0.0.1:{port}", changes=OFTEN) as nginx,
    ):
        with busy(nginx):
            old.send_signal(signal.SIGUSR2)
            until(lambda: booted(log) == 4)
            old.terminate()

            assert old.wait(PATIENCE) == 0

        successor = int(until(lambda: pidfile.exists() and pidfile.read_text()))
        assert successor != old.pid
        os.kill(successor, signal.SIGTERM)
        until(lambda: log.read_text().count("Shutting down") == 2)


def test_hup_replaces_the_workers_and_refuses_nobody(make_environ, log, tmp_path):
    port = free_port()
    with (
        process_serving(make_environ(), CONFIGURED, port, log_to=log) as (_, process),
        proxying(tmp_path, f"127.0.0.1:{port}", changes=OFTEN) as nginx,
        busy(nginx),
    ):
        process.send_signal(signal.SIGHUP)
        until(lambda: booted(log) == 4 and log.read_text().count("Worker exiting") == 2)
