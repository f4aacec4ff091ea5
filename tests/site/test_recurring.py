"""Recurring jobs, and the thread that runs them all."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from blog.extensions import db
from blog.site import jobs
from blog.site.jobs.handlers import HANDLERS
from blog.site.jobs.running import DELAYS
from blog.site.worker import THREADS, Worker
from tests.site.jobtable import added, all_jobs, the_job

pytestmark = pytest.mark.usefixtures("own_kinds")
NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
FORGET, ALL = HANDLERS["jobs.forget"], dict(HANDLERS)


def test_a_recurring_job_has_one_row_and_its_turns(time_machine):
    turns = []
    jobs.handler("purge", every=timedelta(hours=1))(turns.append)
    time_machine.move_to(NOON, tick=False)

    jobs.schedule()
    jobs.schedule()
    assert jobs.run_due() == 0
    for _ in range(3):
        time_machine.shift(timedelta(hours=1))
        jobs.run_due()

    assert len(turns) == 3
    assert the_job().run_at == NOON + timedelta(hours=4)


def test_a_recurring_job_is_never_given_up(time_machine):
    @jobs.handler("purge", every=timedelta(hours=1))
    def purge(_payload):
        raise jobs.GiveUp("not today")

    time_machine.move_to(NOON, tick=False)
    jobs.schedule()
    for _ in range(len(DELAYS) + 3):
        time_machine.shift(timedelta(hours=1))
        assert jobs.run_due() == 1

    assert (the_job().failed_at, the_job().error) == (None, "not today")


def test_a_job_that_was_given_up_is_forgotten_a_month_later(time_machine):
    @jobs.handler("greet")
    def greet(_payload):
        raise jobs.GiveUp("no such person")

    jobs.handler("jobs.forget", FORGET.every)(FORGET.work)
    time_machine.move_to(NOON, tick=False)
    added()
    jobs.schedule()
    jobs.run_due()

    time_machine.shift(timedelta(days=29))
    jobs.run_due()
    kept = {job.kind for job in all_jobs()}
    time_machine.shift(timedelta(days=2))
    jobs.run_due()

    assert kept == {"greet", "jobs.forget"}
    assert the_job().kind == "jobs.forget"


def test_the_worker_outlives_a_database_without_tables(app, log):
    jobs.handler("greet")(lambda _: None)
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE jobs"))

    Worker(app).look()

    assert [record.levelname for record in log.records] == ["ERROR"]
    assert "Error" in log.text


def test_a_slow_job_keeps_no_other_waiting(app):
    begun, free, greeted = threading.Event(), threading.Event(), []

    @jobs.handler("copy", slow=True)
    def copy(_payload):
        begun.set()
        assert free.wait(20)

    jobs.handler("greet")(greeted.append)
    for kind in ("copy", "greet"):
        jobs.add(kind, {})
        db.session.commit()
    slow = threading.Thread(target=Worker(app).look, args=(True,))
    slow.start()
    try:
        assert begun.wait(20)
        Worker(app).look(False)
        kinds_left = {job.kind for job in all_jobs()}
    finally:
        free.set()
        slow.join(20)

    assert (greeted, kinds_left) == ([{}], {"copy"})
    assert all_jobs() == []


def test_each_kind_has_its_thread(app):
    done = []
    jobs.handler("copy", slow=True)(lambda _: done.append("copy"))
    jobs.handler("greet")(lambda _: done.append("greet"))
    for kind in ("copy", "greet"):
        jobs.add(kind, {})
    db.session.commit()

    counts = [(jobs.run_due(slow=False), list(done)), (jobs.run_due(slow=True), list(done))]

    assert counts == [(1, ["greet"]), (1, ["greet", "copy"])]


def test_backups_are_slow():
    assert {kind for kind, found in ALL.items() if found.slow} == {"backups.nightly", "backups.make"}


def test_a_site_under_test_starts_no_thread(client):
    client.get("/healthz")

    assert not set(THREADS) & {thread.name for thread in threading.enumerate()}
