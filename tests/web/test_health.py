"""For machines that watch: alive is not the same as ready."""

import gc
import shutil
import socket
import threading
import time
from contextlib import closing
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from flask_migrate import downgrade
from sqlalchemy import text
from sqlalchemy.engine import make_url

from blog.database import utcnow
from blog.extensions import db
from blog.site import disk
from blog.site.jobs import Job
from blog.sqlite import sqlite_module
from blog.web.lookout import Lookout
from tests.support.mailbox import wait_until
from tests.support.server import free_port


def test_a_live_process_says_so_without_asking_the_database(app, client):
    with app.app_context():
        downgrade(revision="base")

    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_migrated_site_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (200, "ok\n")


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("DELETE FROM alembic_version", "empty"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer"),
        ("DROP TABLE alembic_version", "empty"),
    ],
)
def test_a_database_of_another_time_is_not_ready(app, client, statement, word):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(statement))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert word in response.text


once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ready(client) -> tuple[int, list[str]]:
    response = client.get("/readyz")
    return response.status_code, response.text.splitlines()


def a_job(app, **values):
    with app.app_context():
        db.session.add(Job(kind="mail", payload={}, **{"run_at": utcnow(), **values}))
        db.session.commit()


def test_flt_05_a_lock_held_by_another_program_is_told_while_pages_are_served(app, client, environ):
    if app.config["SETTINGS"].database_url.startswith("postgresql"):
        with app.app_context(), db.engine.connect() as connection:
            name = make_url(environ["BLOG_DATABASE_URL"]).database
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            )
        with app.app_context():
            db.engine.dispose()  # after the connection is back, or nobody closes it
        assert ready(client) == (503, ["nothing can be written to the database"])
        return

    with closing(sqlite_module.connect(make_url(environ["BLOG_DATABASE_URL"]).database)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ready(client) == (503, ["nothing can be written to the database"])
        assert client.get("/").status_code == 200


@once
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_database_that_hangs_is_told_in_time_and_the_process_still_lives(make_app):
    port = free_port()
    client = make_app(BLOG_DATABASE_URL=f"postgresql://u:hunter2@127.0.0.1:{port}/x").test_client()

    with socket.create_server(("127.0.0.1", port)):  # which says nothing to whoever connects
        started = time.monotonic()
        assert client.get("/healthz").text == "ok\n"
        assert ready(client) == (503, ["the database does not answer"])
        assert client.get("/metrics").status_code == 200
        assert time.monotonic() - started < 10
    wait_until(lambda: "lookout" not in {thread.name for thread in threading.enumerate()})
    del client
    gc.collect()  # psycopg warns of what it then leaves behind


def test_jobs_that_nobody_does_are_told_once_this_process_had_the_time(app, client):
    a_job(app, run_at=utcnow() - timedelta(days=1))
    assert ready(client) == (200, ["ok"])

    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        assert ready(client) == (503, ["the jobs are stuck"])


def test_jobs_for_later_and_those_at_work_are_no_reason(app, client):
    a_job(app, run_at=utcnow() + timedelta(days=1))
    a_job(app, run_at=utcnow(), claimed_until=utcnow() + timedelta(hours=1))

    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        assert ready(client) == (200, ["ok"])


def test_mail_that_was_given_up_is_a_warning(app, client):
    a_job(app, failed_at=utcnow())

    assert ready(client) == (200, ["ok", "warning: jobs or mail given up: 1"])


@once
def test_flt_04_a_disk_that_is_nearly_full_is_told(client, monkeypatch):
    monkeypatch.setattr(disk, "LEAST", 1 << 62)

    assert ready(client) == (503, ["the disk is nearly full"])


@once
def test_a_lost_data_directory_is_told_without_its_place(app, client):
    shutil.rmtree(app.config["DATA_DIR"])

    assert ready(client) == (503, ["the data directory cannot be written to"])


def test_whoever_asks_while_a_look_hangs_waits_for_that_one():
    released, looks = Event(), []

    def look() -> str:
        looks.append(None)
        released.wait(20)
        return "seen"

    lookout = Lookout(look, limit=0.01)
    for _ in range(5):
        with pytest.raises(TimeoutError):
            lookout.ask()
    released.set()

    assert len(looks) == 1
    assert Lookout(lambda: "seen").ask() == "seen"
