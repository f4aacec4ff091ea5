"""FLT-05: another process holds SQLite's lock for longer than anybody waits."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from blog.database import sqlite_module
from tests.faults.visitor import Visitor, author, kept_form
from tests.support.server import GUNICORN, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ONE_WORKER = (*GUNICORN, "-c", "ops/gunicorn.conf.py", "--workers", "1")


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Hold the lock that every writer needs."""
    connection = sqlite_module.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


def test_flt_05_a_lock_that_another_process_holds_stops_writers_alone(site, environ, database_url):
    with serving(environ, ONE_WORKER) as url, ThreadPoolExecutor() as hands:
        ada, reader = author(site, url), Visitor(url)
        form = ada.form("/posts/first/edit", body="Typed while it was locked.")
        with locked(database_url):
            began = time.monotonic()
            saved = hands.submit(ada.post, "/posts/first/edit", form)
            kept = hands.submit(ada.press, "/posts/first/autosave", form)
            pages = [visitor.get(path).status for visitor in (ada, reader) for path in ("/", "/posts/first")]
            read_early = not saved.done()
            refused, toast = saved.result(), kept.result()
            waited = time.monotonic() - began
        address, typed = kept_form(refused)
        again = ada.post(address, typed)
        words = reader.get("/posts/first").words

    assert (pages, read_early) == ([200] * 4, True)
    assert 10 < waited < 30  # it is 13; the rest is for a machine that has much else to do
    assert (refused.status, refused.retry_after > 0) == (503, True)
    assert (toast.status, "Somebody else has been writing" in toast.words) == (503, True)
    assert typed["body"] == "Typed while it was locked."
    assert again.status == 303
    assert "Typed while it was locked." in words
