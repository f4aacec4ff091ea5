"""FLT-03 and FLT-19: a backup that is taken while others write holds one moment, whole."""

import json
import shutil
import subprocess
import sys

import pytest

from blog.database import sqlite_module
from blog.extensions import db
from blog.posts.drafts import Draft
from blog.posts.models import Post, PostBody, Tag
from blog.posts.revisions import Revision
from tests.backups.content import content
from tests.support.browsing import signed_in
from tests.support.factories import a_post, an_account
from tests.support.server import ROOT, flask, process_serving

WRITERS = ("w0", "w1", "w2")
BEFORE, MEANWHILE = 6, 3  # writes of the first writer: before the backup, and after it began
PATIENCE = 60  # seconds


@pytest.fixture
def cookies(app) -> dict[str, str]:
    """{name: session} of editors who are signed in; there is a post in which each has a paragraph."""
    with app.app_context():
        for name in WRITERS:
            an_account(name, role="editor")
        a_post("Together", "\n\n".join(f"Of {name}:\n\nA line between." for name in WRITERS), authors=("w0",))
    return {name: signed_in(app, name).get_cookie("session").value for name in WRITERS}


def start(url: str, name: str, cookie: str) -> subprocess.Popen:
    """Start a writer who goes on until the site is gone."""
    command = [sys.executable, "-m", "tests.support.writer", url, cookie, name, "0"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(writer: subprocess.Popen, count: int) -> list[list[str]]:
    """Wait for so many writes that the site acknowledged."""
    return [json.loads(writer.stdout.readline()) for _ in range(count)]


def assert_one_moment(app, before: list[list[str]]) -> None:
    """What was acknowledged before is there, and all that belongs together came together."""
    with app.app_context():
        drafts = set(db.session.scalars(db.select(Draft.body)))
        texts = set(db.session.scalars(db.select(PostBody.markdown)))
        together = db.session.scalar(db.select(Post).where(Post.slug == "together"))
        words = together.body.markdown.split()
        numbers = db.session.scalars(
            db.select(Revision.number).where(Revision.post_id == together.id).order_by(Revision.number)
        ).all()
        public = db.session.scalar(db.select(db.func.count()).where(Post.title == "Same"))
        counted = db.session.scalar(db.select(Tag.post_count).where(Tag.name == "All"))
        version = together.version

    assert {text for kind, text, _ in before if kind == "kept"} <= drafts
    assert {text for kind, text, _ in before if kind == "made"} <= texts
    assert {text for kind, text, _ in before if kind == "saved"} <= set(words)
    assert counted == public > 0
    assert numbers == list(range(1, len(numbers) + 1))
    assert version >= len(numbers)


def test_flt_19_a_backup_under_load_restores_to_one_moment(app, cookies, environ, bare, run, tmp_path):
    path = tmp_path / "busy.zip"
    with process_serving(environ) as (url, server):
        writers = [start(url, name, cookie) for name, cookie in cookies.items()]
        before = told(writers[0], BEFORE)
        run(app, "backup", path)
        told(writers[0], MEANWHILE)  # nobody waited for it, and nobody was refused
        server.kill()
        server.wait()
        ended = [writer.communicate(timeout=PATIENCE) for writer in writers]

    assert [writer.returncode for writer in writers] == [0] * len(WRITERS), ended
    new = bare()
    run(new, "restore", path)
    assert_one_moment(new, before)
    assert len(content(new)["post_bodies"]) < len(content(app)["post_bodies"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_restore_check_as_a_command_of_its_own_says_that_all_is_well(site, backup, environ):
    said = flask(environ, "restore", "--check", str(backup))

    assert f"{backup} is whole" in said
    assert sorted(path.name for path in (site.config["DATA_DIR"]).glob(".check*")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_flt_03_what_is_in_the_wal_alone_is_in_the_backup_and_not_in_a_copied_file(
    app, bare, run, database_url, tmp_path
):
    file = database_url.removeprefix("sqlite:///")
    with app.app_context():
        a_post("In the WAL")  # the pool's connection is open still, so it has not been written back
        shutil.copy(file, tmp_path / "copied.db")
        run(app, "backup", tmp_path / "b.zip")
    new = bare()
    run(new, "restore", tmp_path / "b.zip")

    with sqlite_module.connect(tmp_path / "copied.db") as copy:
        assert copy.execute("SELECT count(*) FROM posts").fetchone() == (0,)
    copy.close()
    assert len(content(new)["posts"]) == 1
