"""`ops/upgrade` on an installed site: a checkout of a repository, a server that runs, a database in use."""

import importlib.util
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
OBSTRUCTING = 'import os; open(os.path.join(os.environ["SITE"], "LATER"), "w").close()'
RESTART = """
kill $(cat pid) && while kill -0 $(cat pid) 2>/dev/null; do sleep 0.1; done
.venv/bin/python main.py > log 2>&1 & echo $! > pid
"""
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="it is for servers"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


class Site:
    """An installed site; its server writes its number into `pid`."""

    def __init__(self, folder: Path, origin: Path, environ: dict[str, str]) -> None:
        self.root, self.port = folder / "quire", free_port()
        git(folder, "clone", "--quiet", "--branch", "main", str(origin), str(self.root))
        (self.root / ".venv").symlink_to(ROOT / ".venv")
        self.environ = environment(
            {**environ, "BLOG_PORT": str(self.port), "BLOG_USER": "", "SITE": str(self.root)}
        )
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

    def code(self, *version: str, restart: tuple[str, ...] = ("true",)) -> subprocess.CompletedProcess:
        """Bring its program to that version, and leave the database alone."""
        return self.upgrade("--only-code", *version, restart=restart)

    def has(self, version: str) -> bool:
        """Whether that version is checked out."""
        at = [git(self.root, "rev-parse", f"{name}^{{commit}}") for name in ("HEAD", version)]
        return at[0] == at[1]

    def end(self) -> None:
        """End the server."""
        if (self.root / "pid").exists():
            os.kill(int((self.root / "pid").read_text()), signal.SIGTERM)

    def _shell(self, line: str) -> None:
        subprocess.run(["sh", "-c", line], cwd=self.root, env=self.environ, check=True)


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """v1 as it is now; v2 with a migration, a file more and a mark on each page; v3, whose migration fails;
    v4, in whose way something comes while it migrates."""
    folder = tmp_path_factory.mktemp("origin")
    repository_in(folder)
    add_migration(folder)
    base = folder / "templates" / "layouts" / "base.html"
    base.write_text(base.read_text() + "<!-- version two -->")
    (folder / "LATER").touch()
    commit(folder, "v2")
    add_migration(folder, BROKEN)
    base.write_text(base.read_text() + "<!-- version three -->")
    commit(folder, "v3")
    add_migration(folder, OBSTRUCTING)
    commit(folder, "v4")
    git(folder, "checkout", "--quiet", "-B", "main", "v1")
    return folder


@pytest.fixture
def stopped(tmp_path, origin, environ) -> Site:
    """An installed site that does not serve."""
    return Site(tmp_path, origin, environ)


@pytest.fixture
def installed(stopped):
    """An installed site that serves."""
    stopped.start()
    yield stopped
    stopped.end()


def later_revision() -> str:
    """The revision that the versions after v1 add."""
    return f"{int(newest_revision()) + 1:04}"


def schema(database_url: str) -> str:
    connection = sqlite_module.connect(database_url.removeprefix("sqlite:///"))
    [(found,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    return found


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
    assert schema(database_url) == later_revision()
    assert "v2 serves now; before it was v1" in upgraded.stderr
    assert (nothing.returncode, "there is no version called v9" in nothing.stderr) == (1, True)
    assert len(list((tmp_path / "data" / "backups").glob("*-upgrade.zip"))) == 2
    assert (back.returncode, "v1 serves now" in back.stderr) == (0, True)
    assert "version" not in (installed.root / "templates" / "layouts" / "base.html").read_text()
    assert not (tmp_path / "quire.upgrading").exists()


def test_a_file_in_the_way_is_told_before_anything_is_migrated(stopped, database_url):
    (stopped.root / "LATER").write_text("mine")

    refused = stopped.upgrade("v2")

    assert (refused.returncode, "nothing was changed" in refused.stderr) == (1, True)
    assert "LATER" in refused.stderr
    assert (schema(database_url), stopped.has("v1")) == (newest_revision(), True)
    assert (stopped.root / "LATER").read_text() == "mine"


def test_what_comes_into_the_way_later_is_told_with_what_stands_where_and_a_second_run_goes_on(
    stopped, database_url
):
    obstructed = stopped.upgrade("v4", restart=("touch", "restarted"))
    then = (stopped.has("v1"), schema(database_url), (stopped.root / "restarted").exists())
    (stopped.root / "LATER").unlink()
    again = stopped.upgrade("v4", restart=("touch", "restarted"))

    assert (obstructed.returncode, then) == (1, (True, later_revision(), False))
    assert "are still those of" in obstructed.stderr
    assert "the database is migrated already" in obstructed.stderr
    assert (again.returncode, stopped.has("v4")) == (0, True), again.stderr
    assert (stopped.root / "restarted").exists()


def test_what_was_pulled_or_not_restarted_is_migrated_and_restarted_with_the_settings_of_the_caller(
    stopped, database_url
):
    git(stopped.root, "checkout", "--quiet", "v2")

    failed = stopped.upgrade("v2", restart=("false",))
    again = stopped.upgrade("v2", restart=("sh", "-c", "printenv BLOG_DATA_DIR BLOG_DATABASE_URL > seen"))

    assert (failed.returncode, "run this again" in failed.stderr) == (1, True)
    assert schema(database_url) == later_revision()
    assert again.returncode == 0, again.stderr
    assert (stopped.root / "seen").read_text().split() == [stopped.environ["BLOG_DATA_DIR"], database_url]


def test_the_newest_version_is_found_where_nothing_says_which_branch_is_the_main_one(stopped):
    git(stopped.root, "remote", "set-head", "origin", "--delete")

    upgraded = stopped.code()

    assert upgraded.returncode == 0, upgraded.stderr
    assert stopped.has("v1")


def test_the_program_is_compiled_for_a_site_that_cannot_write_it(stopped):
    stopped.code("v2")

    assert Path(importlib.util.cache_from_source(str(stopped.root / "blog" / "__init__.py"))).exists()


def test_a_second_upgrade_waits_for_none_and_takes_nothing_from_the_first(stopped):
    first = stopped.code("v2", restart=("ops/upgrade", "v1", "--", "touch", "restarted"))

    assert (first.returncode, "another upgrade is running" in first.stderr) == (1, True)
    assert stopped.has("v2")
    assert not (stopped.root / "restarted").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_upgrade_that_is_killed_keeps_no_other_from_beginning(stopped, number):
    killed = stopped.code("v2", restart=("sh", "-c", f"kill -{int(number)} $PPID"))
    again = stopped.code("v2")

    assert killed.returncode != 0
    assert again.returncode == 0, again.stderr
    assert not stopped.root.with_name("quire.upgrading").exists()


def test_a_folder_that_no_upgrade_made_is_left_alone(stopped):
    folders = [stopped.root.with_name(name) for name in ("quire.next", "quire.upgrading")]
    for folder in folders:
        folder.mkdir()
        (folder / "mine").touch()

    refused = stopped.code("v2")

    assert (refused.returncode, f"{folders[1]} is in the way" in refused.stderr) == (1, True)
    assert all((folder / "mine").exists() for folder in folders)
