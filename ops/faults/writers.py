"""Authors who write on and on, in processes of their own."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask

from blog.config import ROOT
from ops.faults.checking import Acknowledged
from tests.support.browsing import signed_in
from tests.support.factories import a_post, an_account

PATIENCE = 60  # seconds for one write


class Writers:
    """Running writers; `acknowledged` grows with each write that the site said it has."""

    def __init__(self, url: str, cookies: Mapping[str, str]) -> None:
        self.acknowledged: Acknowledged = []
        self._grown = threading.Condition()
        self._processes = [_start(url, name, cookie) for name, cookie in cookies.items()]
        self._ears = [threading.Thread(target=self._listen, args=(each,)) for each in self._processes]
        for ear in self._ears:
            ear.start()

    def wait_for(self, more: int) -> None:
        """Wait until so many more writes are acknowledged. Raises RuntimeError where that takes too long."""
        with self._grown:
            enough = len(self.acknowledged) + more
            if not self._grown.wait_for(lambda: len(self.acknowledged) >= enough, PATIENCE):
                raise RuntimeError(f"nobody could write for {PATIENCE} seconds: {self._complaints()}")

    def end(self) -> None:
        """Stop them, and hear out what they still have to say. Raises RuntimeError where one was refused."""
        refused = self._complaints()
        for process in self._processes:
            process.kill()
        for ear in self._ears:
            ear.join()
        for process in self._processes:
            process.communicate()
        if refused:
            raise RuntimeError(refused)

    def _listen(self, process: subprocess.Popen) -> None:
        for line in process.stdout:
            if line.endswith("\n"):
                with self._grown:
                    self.acknowledged.append(json.loads(line))
                    self._grown.notify_all()

    def _complaints(self) -> str:
        return "".join(process.stderr.read() for process in self._processes if process.poll())


@contextmanager
def writing(url: str, cookies: Mapping[str, str]) -> Iterator[Writers]:
    """Let everybody write at `url` until the block ends."""
    writers = Writers(url, cookies)
    try:
        yield writers
    finally:
        writers.end()


def authors(app: Flask, count: int) -> dict[str, str]:
    """Make accounts and the post in which each has a paragraph; return {name: session cookie}."""
    names = [f"w{number}" for number in range(count)]
    with app.app_context():
        for name in names:
            an_account(name, role="editor")
        a_post("Together", "\n\n".join(f"Of {name}:\n\nA line between." for name in names), authors=("w0",))
    return {name: signed_in(app, name).get_cookie("session").value for name in names}


def hesitate(longest: float) -> None:
    """Wait for a random part of `longest` seconds: a fault shall hit anywhere in a write."""
    time.sleep(random.uniform(0, longest))


def _start(url: str, name: str, cookie: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.support.writer", url, cookie, name, "on"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
