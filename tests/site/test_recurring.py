"""Recurring jobs, and the thread that runs them all."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from blog.extensions import db
from blog.site import jobs
from blog.site.jobs.handlers import HANDLERS
from blog.site.jobs.running import DELAYS
from blog.site.worker import Worker
from tests.site.jobtable import added, all_jobs, the_job

pytestmark = pytest.mark.usefixtures("own_kinds")
NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
FORGET = HANDLERS["jobs.forget"]


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


def test_a_site_under_test_starts_no_thread(client):
    client.get("/healthz")

    assert "jobs" not in {thread.name for thread in threading.enumerate()}
