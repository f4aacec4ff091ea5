"""CONC-11 and FLT-01: eight processes write at once; a killed server loses nothing that it acknowledged."""

import json
import subprocess
import sys
from itertools import pairwise

import pytest

from blog.database import sqlite_module
from blog.extensions import db
from blog.posts.drafts import Draft
from blog.posts.models import Post, PostBody, Tag
from blog.posts.revisions import Revision
from tests.support.browsing import signed_in
from tests.support.factories import a_post, an_account
from tests.support.server import GUNICORN, ROOT, WAITRESS, process_serving, serving

WRITERS, ROUNDS = 8, 5
KILLS, BEFORE_A_KILL = 4, 12
PATIENCE = 120  # seconds
SEVERAL_WORKERS = (*GUNICORN, "-c", "ops/gunicorn.conf.py", "--workers", "3")

Acknowledged = list[list[str]]  # of [kind, text, where]


@pytest.fixture
def cookies(app) -> dict[str, str]:
    """{name: session} of editors who are signed in; there is a post in which each has a paragraph."""
    names = [f"w{number}" for number in range(WRITERS)]
    with app.app_context():
        for name in names:
            an_account(name, role="editor")
        a_post("Together", "\n\n".join(f"Of {name}:\n\nA line between." for name in names), authors=("w0",))
    return {name: signed_in(app, name).get_cookie("session").value for name in names}


def start(url: str, name: str, cookie: str, rounds: int) -> subprocess.Popen:
    """Start a writer in a process of its own."""
    command = [sys.executable, "-m", "tests.support.writer", url, cookie, name, str(rounds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(writer: subprocess.Popen) -> Acknowledged:
    """Wait for a writer; return what it was told, and fail with its own words if it was refused anything."""
    output, errors = writer.communicate(timeout=PATIENCE)
    assert writer.returncode == 0, errors
    return [json.loads(line) for line in output.splitlines()]


def of(kind: str, acknowledged: Acknowledged) -> dict[str, str]:
    """{text: where} of one kind."""
    return {text: where for what, text, where in acknowledged if what == kind}


def assert_all_there(app, acknowledged: Acknowledged) -> None:
    """Look for every acknowledged write in the database."""
    with app.app_context():
        drafts = dict(db.session.execute(db.select(Draft.body, Draft.key)).all())
        posts = dict(db.session.execute(db.select(PostBody.markdown, "/posts/" + Post.slug).join(Post)).all())
        together = db.session.scalar(db.select(Post).where(Post.slug == "together"))
        saved = db.session.scalars(
            db.select(Revision).where(Revision.post_id == together.id).order_by(Revision.number)
        ).all()
        numbers = [row.number for row in saved]
        words, kept = together.body.markdown.split(), [row.body.split() for row in saved]

    assert of("kept", acknowledged).items() <= drafts.items()
    assert of("made", acknowledged).items() <= posts.items()
    assert of("saved", acknowledged).keys() <= set(words)
    assert all(any(word in text for text in kept) for word in of("saved", acknowledged))
    assert numbers == list(range(1, len(numbers) + 1))
    for earlier, later in pairwise(kept):  # nobody ever removed a word
        assert set(earlier) <= set(later)


def assert_sound(app, database_url: str) -> None:
    """Look at the database itself, and at the counts it keeps."""
    with app.app_context():
        public = db.session.scalar(db.select(db.func.count()).where(Post.title == "Same"))
        assert db.session.scalar(db.select(Tag.post_count).where(Tag.name == "All")) == public
    if database_url.startswith("sqlite"):
        connection = sqlite_module.connect(database_url.removeprefix("sqlite:///"))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()


def test_conc_11_eight_processes_write_at_once_and_nothing_is_lost(app, cookies, environ, database_url):
    with serving(environ, SEVERAL_WORKERS) as url:
        writers = [start(url, name, cookie, ROUNDS) for name, cookie in cookies.items()]
        acknowledged = [write for writer in writers for write in ended(writer)]

    assert {kind: len(of(kind, acknowledged)) for kind in ("kept", "made", "saved")} == {
        "kept": WRITERS * ROUNDS, "made": WRITERS * ROUNDS, "saved": WRITERS * ROUNDS,
    }  # fmt: skip
    assert_all_there(app, acknowledged)
    assert_sound(app, database_url)


def test_flt_01_a_killed_server_loses_nothing_that_it_acknowledged(app, cookies, environ, database_url):
    acknowledged: Acknowledged = []
    for kill in range(KILLS):
        with process_serving(environ, WAITRESS) as (url, server):
            busy = [start(url, name, cookie, 0) for name, cookie in [*cookies.items()][kill % 2 :: 3]]
            acknowledged += [json.loads(busy[0].stdout.readline()) for _ in range(BEFORE_A_KILL)]
            server.kill()
            server.wait()
            acknowledged += [write for writer in busy for write in ended(writer)]

    assert len(acknowledged) > KILLS * BEFORE_A_KILL
    assert_all_there(app, acknowledged)
    assert_sound(app, database_url)
