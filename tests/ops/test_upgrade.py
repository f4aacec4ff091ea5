"""`ops/upgrade` on an installed site: a checkout of a repository, a server that runs, a database in use."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from blog.database import sqlite_module
from tests.support.checkout import add_migration, commit, environment, git, newest_revision, repository_in
from tests.support.server import ROOT, free_port

DEADLINE = 60  # seconds
BROKEN = 'op.execute("SELECT id FROM nowhere")'
RESTART = """
kill $(cat pid) && while kill -0 $(cat pid) 2>/dev/null; do sleep 0.1; done
.venv/bin/python main.py > log 2>&1 & echo $! > pid
"""


class Site:
    """An installed site; its server writes its number into `pid`."""

    def __init__(self, folder: Path, origin: Path, environ: dict[str, str]) -> None:
        self.root, self.port = folder / "quire", free_port()
        git(folder, "clone", "--quiet", "--branch", "main", str(origin), str(self.root))
        (self.root / ".venv").symlink_to(ROOT / ".venv")
        self.environ = environment({**environ, "BLOG_PORT": str(self.port), "BLOG_USER": ""})
        (folder / "restart").write_text(RESTART)
        self.restart = folder / "restart"

    def start(self) -> None:
        """Serve the version that stands there."""
        self._shell(".venv/bin/python main.py > log 2>&1 & echo $! > pid")
        self.page()

    def page(self) -> str:
        """The home page, as soon as there is one."""
        end = time.monotonic() + DEADLINE
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/", timeout=DEADLINE) as answer:
                    return answer.read().decode()
            except OSError:
                assert time.monotonic() < end, (self.root / "log").read_text()
                time.sleep(0.1)

    def upgrade(self, *version: str, restart: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
        """Bring it to that version."""
        command = ["ops/upgrade", *version, "--", *(restart or ("sh", str(self.restart)))]
        return subprocess.run(
            command, cwd=self.root, env=self.environ, capture_output=True, text=True, timeout=200
        )

    def end(self) -> None:
        """End the server."""
        if (self.root / "pid").exists():
            os.kill(int((self.root / "pid").read_text()), signal.SIGTERM)

    def _shell(self, line: str) -> None:
        subprocess.run(["sh", "-c", line], cwd=self.root, env=self.environ, check=True)


@pytest.fixture
def origin(tmp_path) -> Path:
    """v1 as it is now; v2 with a migration and a mark on each page; v3, whose migration fails."""
    folder = tmp_path / "origin"
    folder.mkdir()
    repository_in(folder)
    add_migration(folder)
    base = folder / "templates" / "layouts" / "base.html"
    base.write_text(base.read_text() + "<!-- version two -->")
    commit(folder, "v2")
    add_migration(folder, BROKEN)
    base.write_text(base.read_text() + "<!-- version three -->")
    commit(folder, "v3")
    git(folder, "checkout", "--quiet", "-B", "main", "v1")
    return folder


@pytest.fixture
def installed(tmp_path, origin, environ):
    site = Site(tmp_path, origin, environ)
    site.start()
    yield site
    site.end()


def schema(database_url: str) -> str:
    connection = sqlite_module.connect(database_url.removeprefix("sqlite:///"))
    [(found,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="it is for servers")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_failed_upgrade_leaves_the_old_version_serving_and_a_good_one_takes_its_place(
    installed, database_url, tmp_path
):
    failed = installed.upgrade("v3")
    after_failure, schema_then = installed.page(), schema(database_url)
    upgraded = installed.upgrade("v2")
    page = installed.page()
    nothing = installed.upgrade("v9")
    back = installed.upgrade("--only-code", "v1", restart=("true",))

    assert failed.returncode == 1
    assert "the old version goes on" in failed.stderr
    assert (schema_then, "version" in after_failure) == (newest_revision(), False)
    assert upgraded.returncode == 0, upgraded.stderr
    assert "<!-- version two -->" in page
    assert schema(database_url) == f"{int(newest_revision()) + 1:04}"
    assert "v2 serves now; before it was v1" in upgraded.stderr
    assert (nothing.returncode, "there is no version called v9" in nothing.stderr) == (1, True)
    assert len(list((tmp_path / "data" / "backups").glob("*-upgrade.zip"))) == 2
    assert (back.returncode, "v1 serves now" in back.stderr) == (0, True)
    assert "version" not in (installed.root / "templates" / "layouts" / "base.html").read_text()
    assert not (tmp_path / "quire.next").exists()
