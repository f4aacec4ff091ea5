"""kill -9 under load: one worker at a time, now and then the master and all its workers at once."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from blog.extensions import db
from ops.faults import checking, writers
from tests.support.server import GUNICORN, free_port, process_serving

WORKERS, WRITERS = 3, 4
COMMAND = (*GUNICORN, "-c", "ops/gunicorn.conf.py", "--workers", str(WORKERS))
EVERY = 10  # the how many-th kill takes the whole tree
BETWEEN = 2  # acknowledged writes between two kills, at least
LONGEST = 0.05  # seconds of hesitation: about a write
PATIENCE = 30  # seconds for a master to replace a worker


@dataclass(frozen=True)
class Outcome:
    """What a run did, and what it left. `missing` and `faults` are empty where all is well."""

    workers: int
    trees: int
    acknowledged: int
    missing: list[str]
    faults: list[str]
    seconds: float


def run(app: Flask, settings: Mapping[str, str], kills: int) -> Outcome:
    """Serve `app`'s database by gunicorn, kill it `kills` times while it is written to, then look.

    The database holds no posts before. Raises RuntimeError where the site does not come back by itself.
    """
    began = time.monotonic()
    cookies = writers.authors(app, WRITERS)
    port = free_port()
    whole = [number % EVERY == 0 for number in range(1, kills + 1)]
    with ExitStack() as stack:
        _, server = stack.enter_context(process_serving(settings, COMMAND, port))
        at_work = stack.enter_context(writers.writing(f"http://127.0.0.1:{port}", cookies))
        for takes_all in whole:
            at_work.wait_for(BETWEEN)
            writers.hesitate(LONGEST)
            if takes_all:
                _kill(server.pid, *_workers(server))
                server.wait()
                _, server = stack.enter_context(process_serving(settings, COMMAND, port))
            else:
                _kill(random.choice(_workers(server)))
        at_work.wait_for(BETWEEN)
    return _look(app, at_work.acknowledged, whole, began)


def _look(app: Flask, acknowledged: checking.Acknowledged, whole: list[bool], began: float) -> Outcome:
    with app.app_context():
        missing, faults = checking.missing(acknowledged), checking.faults()
        db.session.rollback()
    trees = sum(whole)
    return Outcome(len(whole) - trees, trees, len(acknowledged), missing, faults, time.monotonic() - began)


def _workers(server: subprocess.Popen) -> list[int]:
    """The process ids of all workers; the master may still be replacing one."""
    deadline = time.monotonic() + PATIENCE
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    while len(found := children.read_text("ascii").split()) < WORKERS:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {len(found)} of {WORKERS} workers came back")
        time.sleep(0.02)
    return [int(pid) for pid in found]


def _kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
