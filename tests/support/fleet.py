"""A site of several machines, on one: application servers, PostgreSQL, object storage, nginx in front."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import leash, nginx, postgres, s3
from tests.support.leash import Leashed
from tests.support.server import flask, free_port

SECRET_KEY = "of the fleet: 0123456789abcdefghijklmnopqrstuvwxyz"
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn.conf.py", "main:app")
BUCKET = "quire-media"


@dataclass(frozen=True)
class Server:
    """One application server: where it answers itself, its settings, its processes."""

    url: str
    settings: dict[str, str]
    program: Leashed


@dataclass(frozen=True)
class Fleet:
    """The site at `url`, and what stands behind it; `settings` are for commands, as on one more machine."""

    url: str
    servers: tuple[Server, ...]
    settings: dict[str, str]
    storage: s3.ObjectStorage

    def flask(self, *arguments: str, typed: str = "") -> str:
        """Run a command of the site, as on one more machine."""
        return flask(self.settings, *arguments, typed=typed)


@contextmanager
def running(folder: Path, database_url: str, count: int = 2) -> Iterator[Fleet]:
    """Start all but the database on free ports of 127.0.0.1, its files in `folder`; wait until all answer."""
    with ExitStack() as stack:
        storage = stack.enter_context(s3.running(folder))
        storage.make_bucket(BUCKET)
        port = free_port()
        shared = {
            **storage.settings(f"s3://{BUCKET}/fleet"),
            "BLOG_BASE_URL": f"http://127.0.0.1:{port}",
            "BLOG_DATABASE_URL": database_url,
            "BLOG_SECRET_KEY": SECRET_KEY,
            "BLOG_PROXY_HOPS": "1",
        }
        servers = [stack.enter_context(_serving(shared, folder / f"server{n}")) for n in range(1, count + 1)]
        for server in servers:
            server.program.wait_for(f"{server.url}/readyz")
        stack.enter_context(_in_front(folder, port, servers))
        own = {**shared, "BLOG_DATA_DIR": str(folder / "commands")}
        yield Fleet(shared["BLOG_BASE_URL"], tuple(servers), own, storage)


@contextmanager
def database() -> Iterator[str]:
    """Lend the address of an empty, migrated database on a server of its own."""
    with postgres.running() as server, tempfile.TemporaryDirectory() as folder:
        server.execute("CREATE DATABASE quire")
        url = server.url("quire")
        flask(
            {"BLOG_DATABASE_URL": url, "BLOG_DATA_DIR": folder, "BLOG_SECRET_KEY": SECRET_KEY},
            "db",
            "upgrade",
        )
        yield url


@contextmanager
def _serving(shared: dict[str, str], folder: Path) -> Iterator[Server]:
    folder.mkdir()
    port = free_port()
    settings = {**shared, "BLOG_DATA_DIR": str(folder / "data"), "BLOG_PORT": str(port)}
    url = f"http://127.0.0.1:{port}"
    with leash.running(GUNICORN, {**_surroundings(), **settings}, folder / "log") as program:
        yield Server(url, settings, program)
        program.kill()  # nothing of it is kept, and to drain it would take seconds


@contextmanager
def _in_front(folder: Path, port: int, servers: list[Server]) -> Iterator[None]:
    """ops/nginx.conf, but without TLS: what browsers should trust is not the question here."""
    home = folder / "nginx"
    home.mkdir()
    upstreams = [server.url.removeprefix("http://") for server in servers]
    plain = [
        (f"127.0.0.1:{port} ssl http2", f"127.0.0.1:{port}"),
        (f"[::1]:{port} ssl http2", f"[::1]:{port}"),
    ]
    secrets = [("ssl_certificate", "# ssl_certificate"), ("$scheme", "http")]
    patience = [("rate=10r/s", "rate=1000r/s"), ("rate=1r/s", "rate=100r/s")]  # one address is everybody here
    site = nginx.rendered(home, free_port(), port, upstreams, [*plain, *secrets, *patience])
    with nginx.running(home, site, port):
        yield


def _surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("BLOG_", "AWS_"))}
