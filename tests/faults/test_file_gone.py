"""FLT-07: the file of the database is moved away under a running site, and comes back."""

import shutil
from pathlib import Path

import pytest

from blog.database import sqlite_module
from tests.faults.visitor import Visitor, author
from tests.support.server import GUNICORN, process_serving, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SEVERAL_WORKERS = (*GUNICORN, "-c", "ops/gunicorn.conf.py")
PAGES = ("/", "/posts/first", "/drafts", "/nowhere")
TURNS = 6  # so that both workers are asked


@pytest.fixture
def file(database_url) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def statuses(visitor: Visitor) -> set[int]:
    """How the site answers; the last page is one that never was."""
    found = [visitor.get(path).status for path in PAGES for _ in range(TURNS)]
    return {200 if status == 404 else status for status in found}


def test_flt_07_a_database_that_is_moved_away_is_missed_and_found_again(site, environ, file, log):
    away = file.with_name("away.db")
    with process_serving(environ, SEVERAL_WORKERS, log_to=log) as (url, _):
        ada = author(site, url)
        form = ada.form("/posts/first/edit", body="Before it went.")
        saved = ada.post("/posts/first/edit", form)
        form = ada.form("/posts/first/edit", body="While it was gone.")
        well = statuses(ada)

        file.rename(away)
        gone = statuses(ada)
        refused = ada.post("/posts/first/edit", form)
        made = file.exists()

        away.rename(file)
        back = statuses(ada)
        again = ada.post("/posts/first/edit", form)
        words = Visitor(url).get("/posts/first").words

    assert (saved.status, well, gone, made) == (303, {200}, {503}, False)
    assert (refused.status, refused.retry_after > 0) == (503, True)
    assert (back, again.status) == ({200}, 303)
    assert "While it was gone." in words
    assert "Traceback" not in log.read_text()


def test_flt_07_a_copy_in_its_place_is_noticed(site, environ, file):
    away = file.with_name("away.db")
    with serving(environ, SEVERAL_WORKERS) as url:
        ada = author(site, url)
        ada.post("/posts/first/edit", ada.form("/posts/first/edit", body="Before it went."))
        statuses(ada)

        file.rename(away)
        statuses(ada)
        shutil.copy(away, file)
        back = statuses(ada)
        before = Visitor(url).get("/posts/first").words
        saved = ada.post("/posts/first/edit", ada.form("/posts/first/edit", body="Into the copy."))

    connection = sqlite_module.connect(file)
    sound = connection.execute("PRAGMA integrity_check").fetchall()
    bodies = [body for (body,) in connection.execute("SELECT markdown FROM post_bodies")]
    connection.close()
    assert (back, saved.status) == ({200}, 303)
    assert "Before it went." in before
    assert (sound, bodies) == ([("ok",)], ["Into the copy."])


def test_flt_07_a_server_that_starts_without_the_database_makes_no_empty_one(site, environ, file):
    away = file.with_name("away.db")
    file.rename(away)
    with process_serving(environ, GUNICORN) as (url, _):
        gone = Visitor(url).get("/").status
        made = file.exists()
        away.rename(file)
        back = Visitor(url).get("/").status

    assert (gone, made, back) == (503, False, 200)
