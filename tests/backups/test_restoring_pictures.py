"""A restore that ends while pictures are written: killed, or by a disk that fails."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import inspect

from blog.extensions import db
from blog.media import storage
from tests.backups.content import content, pictures
from tests.support.checkout import environment
from tests.support.server import ROOT

# Ends itself as it puts its second picture into place.
KILLED = """
import os, signal, sys
from flask.cli import main

put = []

def look(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith(".webp"):
        put.append(arguments)
        if len(put) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

sys.addaudithook(look)
sys.argv[:1] = ["flask", "--app", "main", "restore"]
main()
"""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what it was made from


def killed(app, backup, environ) -> int:
    """Restore in a process that is killed while it writes pictures; return how it ended."""
    settings = app.config["SETTINGS"]
    places = {"BLOG_DATA_DIR": str(settings.data_dir), "BLOG_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", KILLED, str(backup)]
    return subprocess.run(command, cwd=ROOT, env=environment({**environ, **places})).returncode


def tables(app) -> list[str]:
    with app.app_context():
        return inspect(db.engine).get_table_names()


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_restore_that_was_killed_goes_on_with_the_pictures_it_wrote(
    site, backup, bare, run, environ, target
):
    new = bare(target)

    ended = killed(new, backup, environ)
    between = (tables(new), len(pictures(new)))
    run(new, "restore", backup)

    assert (ended, between) == (-signal.SIGTERM, ([], 1))
    assert content(new) == content(site)
    assert pictures(new) == pictures(site)


@pytest.mark.parametrize("foreign", [False, True])
def test_pictures_that_are_not_of_this_backup_are_left_alone(site, backup, bare, run, environ, foreign):
    new = bare()
    killed(new, backup, environ)
    with new.app_context():
        kept = storage.of(new)
        name = f"{'z' * 26}.webp" if foreign else next(kept.names())
        kept.write(name, b"mine")
    before = pictures(new)

    said = run(new, "restore", backup, code=1)

    assert name in said
    assert "only where there is nothing" in said
    assert (tables(new), pictures(new)) == ([], before)


def test_of_all_that_fails_in_the_end_the_first_is_told(site, backup, bare, run):
    new = bare()
    folder = new.config["DATA_DIR"] / "media"
    folder.mkdir()
    (folder / min(pictures(site))[:2]).touch()  # where a folder is needed: neither written nor removed

    said = run(new, "restore", backup, code=1)

    assert "File exists" in said
    assert "1 may be left behind" in said
    assert tables(new) == []
