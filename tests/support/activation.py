"""A listening socket that outlives its servers, handed over the way systemd does it for ops/blog.socket."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.server import ROOT
from tests.support.waiting import PATIENCE, until

# The third descriptor is the socket; LISTEN_PID says whom it is for.
START = """\
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
GUNICORN = ("-m", "gunicorn", "main:app", "-c", "ops/gunicorn.conf.py")


class Activated:
    """gunicorn behind a socket that stays open while it is restarted."""

    def __init__(self, listener: socket.socket, environ: Mapping[str, str], log: Path) -> None:
        self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        self._listener, self._environ, self._log = listener, environ, log

    def start(self) -> None:
        """Start, and wait until it says that it serves, as Type=notify does."""
        booted = self._booted()
        descriptor = self._listener.fileno()
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(descriptor), *GUNICORN],
                cwd=ROOT, env={**os.environ, **self._environ}, pass_fds=(descriptor,), stdout=log, stderr=log,
            )  # fmt: skip
        until(lambda: self._booted() > booted or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise RuntimeError(self._log.read_text())

    def stop(self) -> int:
        """Tell it to end, and return its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def _booted(self) -> int:
        return self._log.read_text().count("Booting worker") if self._log.exists() else 0


@contextmanager
def activated(environ: Mapping[str, str], log: Path) -> Iterator[Activated]:
    """Serve from a socket of the caller's; `log` gets what gunicorn says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Activated(listener, environ, log)
        server.start()
        try:
            yield server
        finally:
            server.stop()
