"""ops/fleet: a site of several machines on this one, to look at or to run something against."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from e2e.support import content
from tests.support import fleet
from tests.support.fleet import Fleet

ADMIN, PASSWORD = "admiral", "seven quiet lanterns"
PARENT_CHECKED = 1.0  # seconds between two looks whether whoever started this is still there


def main(arguments: Sequence[str]) -> int:
    """Start, say where it is, run a command or wait for Ctrl+C, stop. Returns the status of what was run."""
    options = _options(arguments)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit(1))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with (
        tempfile.TemporaryDirectory(prefix="quire-fleet-", ignore_cleanup_errors=True) as name,
        fleet.database() as url,
        fleet.running(Path(name), url, options.servers) as site,
    ):
        _furnish(site, Path(name) / "content")
        print(_description(site), flush=True)
        return _at_work(site, options)


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser("ops/fleet", description="Quire on several servers, all on this machine.")
    parser.add_argument("--servers", type=int, default=2, choices=range(1, 5), help="how many (2)")
    parser.add_argument(
        "--kill-one-after", type=float, metavar="SECONDS", help="kill -9 the last server then"
    )
    parser.add_argument("--run", action="store_true", help="run the command that follows --, then stop")
    of_command = "in which {url} stands for the address; it finds the admin in E2E_ADMIN"
    parser.add_argument("command", nargs="*", help=of_command)
    options = parser.parse_args(arguments)
    if options.run != bool(options.command):
        parser.error("--run and a command go together: --run -- COMMAND ...")
    return options


def _furnish(site: Fleet, folder: Path) -> None:
    """The sample blog, and an admin."""
    folder.mkdir()
    content.write(folder)
    site.flask("import", str(folder))
    create = ("user", "create", ADMIN, f"{ADMIN}@example.org", "--admin", "--password-stdin")
    site.flask(*create, typed=PASSWORD)


def _description(site: Fleet) -> str:
    servers = "\n".join(
        f"  server at {server.url}, processes {server.program.pid}" for server in site.servers
    )
    first = f"{site.url}  (admin: {ADMIN}, {PASSWORD}; Ctrl+C ends it)"
    return f"{first}\n{servers}\n  storage at {site.storage.endpoint}"


def _at_work(site: Fleet, options: Namespace) -> int:
    killer = threading.Timer(options.kill_one_after or 0, _kill_last, [site])
    killer.daemon = True
    if options.kill_one_after is not None:
        killer.start()
    try:
        if options.run:
            return _run(site, options.command)
        threading.Event().wait()
        return 0
    except KeyboardInterrupt:
        return 0
    finally:
        killer.cancel()


def _kill_last(site: Fleet) -> None:
    server = site.servers[-1]
    server.program.kill()
    print(f"killed the server at {server.url}", flush=True)


def _run(site: Fleet, command: Sequence[str]) -> int:
    words = [word.replace("{url}", site.url) for word in command]
    environ = {**os.environ, "E2E_ADMIN": f"{ADMIN}:{PASSWORD}"}
    with subprocess.Popen(words, env=environ) as process:
        try:
            return process.wait()
        finally:
            process.terminate()


def _end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(PARENT_CHECKED)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
