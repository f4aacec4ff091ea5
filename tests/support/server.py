"""Real servers in processes of their own, and the commands that prepare them."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60
WAITRESS = ("main.py",)
GUNICORN = ("-m", "gunicorn", "main:app")


def flask(settings: Mapping[str, str], *arguments: str, typed: str = "") -> str:
    """Run `flask --app main ...`, with `typed` as its input, and return what it printed.

    Raises RuntimeError with that if it fails.
    """
    command = [sys.executable, "-m", "flask", "--app", "main", *arguments]
    result = subprocess.run(
        command, cwd=ROOT, env=_environment(settings), input=typed, capture_output=True, text=True
    )
    if result.returncode:
        raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


@contextmanager
def serving(settings: Mapping[str, str], program: tuple[str, ...] = WAITRESS) -> Iterator[str]:
    """Serve on a free port with `program` (WAITRESS or GUNICORN and its options) and lend the address.

    Raises RuntimeError with the server's own words if it does not answer within DEADLINE seconds.
    """
    with process_serving(settings, program) as (url, _):
        yield url


@contextmanager
def process_serving(
    settings: Mapping[str, str],
    program: tuple[str, ...] = WAITRESS,
    port: int = 0,
    prefix: tuple[str, ...] = (),
    log_to: Path | None = None,
) -> Iterator[tuple[str, subprocess.Popen]]:
    """As `serving`, and lend the process too, for tests that kill it; `port` is where the killed one was.

    `prefix` is a command that ends by running the one it is given; what the server says goes to `log_to`.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = _environment({"BLOG_PORT": str(port), **settings})
    if "gunicorn" in program:
        program = (*program, "--bind", f"127.0.0.1:{port}")
    with log_to.open("w+") if log_to else tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*prefix, sys.executable, *program],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_alive(process, f"{url}/healthz", log)
            yield url, process
        finally:
            _end(process)


def free_port() -> int:
    """A TCP port that nothing listens on right now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    return {**inherited, "PYTHONUNBUFFERED": "1", **settings}


def _wait_until_alive(process: subprocess.Popen, url: str, log) -> None:
    deadline = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=DEADLINE):
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    log.seek(0)
    raise RuntimeError(f"no answer from {url}; the server said:\n{log.read()}")


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
