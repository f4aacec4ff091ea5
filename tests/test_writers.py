"""CONC-11 and FLT-01: eight processes write at once; a killed server loses nothing that it acknowledged."""

import json
import subprocess
import sys

import pytest

from ops.faults import checking, writers
from ops.faults.checking import Acknowledged, of
from tests.support.server import GUNICORN, ROOT, WAITRESS, process_serving, serving

WRITERS, ROUNDS = 8, 5
KILLS, BEFORE_A_KILL = 4, 12
PATIENCE = 120  # seconds
SEVERAL_WORKERS = (*GUNICORN, "-c", "ops/gunicorn.conf.py", "--workers", "3")


@pytest.fixture
def cookies(app) -> dict[str, str]:
    """{name: session} of editors who are signed in; there is a post in which each has a paragraph."""
    return writers.authors(app, WRITERS)


def start(url: str, name: str, cookie: str, rounds: int) -> subprocess.Popen:
    """Start a writer in a process of its own."""
    command = [sys.executable, "-m", "tests.support.writer", url, cookie, name, str(rounds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(writer: subprocess.Popen) -> Acknowledged:
    """Wait for a writer; return what it was told, and fail with its own words if it was refused anything."""
    output, errors = writer.communicate(timeout=PATIENCE)
    assert writer.returncode == 0, errors
    return [json.loads(line) for line in output.splitlines()]


def assert_nothing_lost(app, acknowledged: Acknowledged) -> None:
    """Look for every acknowledged write, and at the database itself."""
    with app.app_context():
        assert checking.missing(acknowledged) == []
        assert checking.faults() == []


def test_conc_11_eight_processes_write_at_once_and_nothing_is_lost(app, cookies, environ):
    with serving(environ, SEVERAL_WORKERS) as url:
        at_work = [start(url, name, cookie, ROUNDS) for name, cookie in cookies.items()]
        acknowledged = [write for writer in at_work for write in ended(writer)]

    assert {kind: len(of(kind, acknowledged)) for kind in ("kept", "made", "saved")} == {
        "kept": WRITERS * ROUNDS, "made": WRITERS * ROUNDS, "saved": WRITERS * ROUNDS,
    }  # fmt: skip
    assert_nothing_lost(app, acknowledged)


def test_flt_01_a_killed_server_loses_nothing_that_it_acknowledged(app, cookies, environ):
    acknowledged: Acknowledged = []
    for kill in range(KILLS):
        with process_serving(environ, WAITRESS) as (url, server):
            busy = [start(url, name, cookie, 0) for name, cookie in [*cookies.items()][kill % 2 :: 3]]
            acknowledged += [json.loads(busy[0].stdout.readline()) for _ in range(BEFORE_A_KILL)]
            server.kill()
            server.wait()
            acknowledged += [write for writer in busy for write in ended(writer)]

    assert len(acknowledged) > KILLS * BEFORE_A_KILL
    assert_nothing_lost(app, acknowledged)
