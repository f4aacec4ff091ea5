"""Servers in processes of their own, and what they have used so far. Needs Linux's /proc."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from blog.config import ROOT
from ops.bench import load

DEADLINE = 40  # seconds to end in
COMMAND = (sys.executable, "-m", "gunicorn", "--config", "ops/gunicorn.conf.py", "--no-control-socket")


@dataclass(frozen=True)
class Server:
    """A process and its children, such as a gunicorn master and its workers."""

    port: int
    pid: int
    started: float  # perf_counter()

    def first_answer(self) -> float:
        """Wait for the first answer; return the seconds since the start."""
        load.drive(self.port, [load.Request("/")], 1)
        return time.perf_counter() - self.started

    def processes(self) -> list[int]:
        """Return the process ids of the whole tree."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
        return [self.pid, *map(int, children.split())]

    def cpu_seconds(self) -> float:
        """Return the user and system time of the whole tree since it started.

        It is read from each process's own clock: /proc/<pid>/stat counts hundredths of a second.
        """
        return sum(time.clock_gettime(_clock(pid)) for pid in self.processes())

    def memory(self) -> int:
        """Return the bytes that the tree holds; a page shared by n processes counts as 1/n (PSS)."""
        return sum(_pss(pid) for pid in self.processes())


@contextmanager
def gunicorn(app: str, settings: Mapping[str, str]) -> Iterator[Server]:
    """Serve `app` as ops/gunicorn.conf.py says, on a free port, until the block ends.

    Its log goes to /dev/null, but is written: readers of a real site pay for it too. The socket is
    open before gunicorn is, so the first request simply waits until the program has started.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        port, started = int(listener.getsockname()[1]), time.perf_counter()
        process = subprocess.Popen(
            [*COMMAND, "--bind", f"fd://{listener.fileno()}", app],
            cwd=ROOT,
            env=environment(settings),
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        yield Server(port, process.pid, started)
    finally:
        process.terminate()
        process.wait(DEADLINE)


@contextmanager
def waitress(_app: str, settings: Mapping[str, str]) -> Iterator[Server]:
    """Serve Quire by `python main.py` on a free port, until the block ends; its log goes to /dev/null."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=environment({**settings, "BLOG_PORT": str(port)}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield Server(port, process.pid, started)
    finally:
        process.terminate()
        process.wait(DEADLINE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something listens there. Raises RuntimeError where nothing will."""
    deadline = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server did not start")


Way = Callable[[str, Mapping[str, str]], AbstractContextManager[Server]]
WAYS: dict[str, Way] = {"gunicorn": gunicorn, "waitress": waitress}


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")} | {**settings}


def _clock(pid: int) -> int:
    return ~pid << 3 | 2  # what clock_getcpuclockid(3) gives: the time that a process has run


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
