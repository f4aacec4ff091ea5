"""FLT-02 and FLT-14: what ends in the middle leaves what was there before, whole."""

import os
import random
import shutil
import subprocess
import sys

import pytest
from sqlalchemy import inspect, text

from blog.database import sqlite_module
from blog.extensions import db
from tests.support.checkout import add_migration, environment, newest_revision, program_in
from tests.support.factories import a_post
from tests.support.server import process_serving

PATIENCE = 60  # seconds
PAUSE = """import os
if path := os.environ.get("PAUSE"):
    open(path).read()"""  # waits until somebody opens the other end


@pytest.fixture
def next_version(tmp_path):
    """A copy of the program with one migration more, which waits in its midst where PAUSE names a pipe."""
    folder = tmp_path / "next"
    folder.mkdir()
    program = program_in(folder)
    add_migration(program, PAUSE)
    return program


def upgrade(program, environ, **more) -> subprocess.Popen:
    """Start `flask db upgrade` of that program."""
    command = [sys.executable, "-m", "flask", "--app", "main", "db", "upgrade"]
    return subprocess.Popen(
        command,
        cwd=program,
        env=environment({**environ, **more}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def stands(app) -> tuple[str, bool]:
    """(schema, whether the table of the later migration is there)."""
    with app.app_context():
        with db.engine.connect() as connection:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
            later = inspect(connection).has_table("later")
        db.engine.dispose()
    return found, later


def test_flt_14_a_migration_that_is_killed_leaves_the_old_program_working_and_can_run_again(
    app, environ, next_version, tmp_path
):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with app.app_context():
        a_post("Kept")
        db.engine.dispose()

    running = upgrade(next_version, environ, PAUSE=str(pipe))
    writing = os.open(pipe, os.O_WRONLY)  # returns once the migration is in its midst
    running.kill()
    running.communicate(timeout=PATIENCE)
    os.close(writing)
    after_kill = stands(app)
    with app.app_context():
        a_post("Written by the old program")
        db.engine.dispose()
    again = upgrade(next_version, environ)
    said, _ = again.communicate(timeout=PATIENCE)

    assert after_kill == (newest_revision(), False)
    assert again.returncode == 0, said
    assert stands(app) == (f"{int(newest_revision()) + 1:04}", True)
    assert len(list((tmp_path / "data" / "backups").glob("quire-*-upgrade.zip"))) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_flt_14_a_server_whose_migration_fails_says_so_in_a_line_and_leaves_the_rest_serving(
    app, environ, next_version
):
    add_migration(next_version, 'op.execute("SELECT id FROM nowhere")')
    with process_serving(environ) as (_url, _):
        newer = subprocess.run(
            [sys.executable, "main.py"],
            cwd=next_version,
            env=environment(environ),
            capture_output=True,
            text=True,
        )
        still = app.test_client().get("/").status_code

    assert (newer.returncode, still) == (2, 200)
    assert newer.stderr.count("\n") == 1, newer.stderr
    assert "no such table: nowhere" in newer.stderr
    assert "the database is as it was; before it this backup was made:" in newer.stderr
    assert stands(app) == (newest_revision(), False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_flt_02_a_wal_that_ends_anywhere_leaves_a_prefix_of_what_was_written(app, database_url, tmp_path):
    file = database_url.removeprefix("sqlite:///")
    with app.app_context():
        for number in range(12):
            a_post(f"Post {number}")
        for ending in ("", "-wal"):
            shutil.copy(f"{file}{ending}", tmp_path / f"lost.db{ending}")
        db.engine.dispose()
    wal = (tmp_path / "lost.db-wal").read_bytes()
    lengths = sorted(random.Random(2).sample(range(len(wal)), 15))

    prefixes = [surviving(tmp_path, wal[:length]) for length in (*lengths, len(wal))]

    assert all(ids == list(range(1, len(ids) + 1)) for ids in prefixes)
    assert [len(ids) for ids in prefixes] == sorted(len(ids) for ids in prefixes)
    assert len(prefixes[-1]) == 12


def surviving(folder, wal: bytes) -> list[int]:
    """The ids of the posts that a database holds whose WAL ended there; the database must be sound."""
    here = folder / "here"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    shutil.copy(folder / "lost.db", here / "blog.db")
    (here / "blog.db-wal").write_bytes(wal)
    connection = sqlite_module.connect(here / "blog.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        bodies = connection.execute("SELECT post_id FROM post_bodies ORDER BY post_id").fetchall()
        ids = connection.execute("SELECT id FROM posts ORDER BY id").fetchall()
        assert bodies == ids
        return [id for (id,) in ids]
    finally:
        connection.close()
