"""Processes that end with the one that started them, however that ends."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.support.server import DEADLINE, ROOT

LEASH = '"$@" & program=$!; read -r _; kill -TERM $program; wait $program'  # `read` sees the pipe close


class Leashed:
    """A running program, and all processes that it made."""

    def __init__(self, command: Sequence[str | Path], environ: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as file:
            self._shell = subprocess.Popen(
                ["sh", "-c", LEASH, "sh", *command],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The id of its group: `kill -9 -- -<pid>` ends all of it."""
        return self._shell.pid

    def kill(self) -> None:
        """End all of it at once (SIGKILL), as when its machine loses power."""
        if self._shell.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self._shell.wait()

    def let_go(self) -> None:
        """Ask it to end, and go on."""
        self._shell.stdin.close()

    def end(self) -> None:
        """Ask it to end, and wait until it has; by force if it takes longer than DEADLINE seconds."""
        self.let_go()
        try:
            self._shell.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.kill()

    def wait_for(self, address: str) -> None:
        """Wait until it answers there, at most DEADLINE seconds. Raises RuntimeError with its own words."""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            try:
                urlopen(address, timeout=DEADLINE).close()
                return
            except HTTPError:  # an answer, too
                return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"no answer from {address}; what should give it said:\n{self.log.read_text()}")


@contextmanager
def running(command: Sequence[str | Path], environ: Mapping[str, str], log: Path) -> Iterator[Leashed]:
    """Run `command`, its words in the file `log`, and end it."""
    program = Leashed(command, environ, log)
    try:
        yield program
    finally:
        program.end()
