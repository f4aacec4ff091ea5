"""Claims: a job is one worker's at a time, and a dead worker's job is not lost."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs
from blog.site.jobs import models
from blog.site.jobs.running import DELAYS
from blog.site.models import Site, raise_version
from tests.site.jobtable import added, all_jobs, the_job

pytestmark = pytest.mark.usefixtures("own_kinds")
NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_many_workers_never_do_a_job_twice(app):
    done, start = [], threading.Barrier(4)
    jobs.handler("greet")(lambda payload: done.append(payload["number"]))
    for number in range(40):
        jobs.add("greet", {"number": number})
    db.session.commit()

    def work(_):
        with app.app_context():
            start.wait()
            return jobs.run_due()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(4)))

    assert sum(counts) == 40
    assert Counter(done) == Counter(range(40))


def test_the_job_of_a_killed_worker_is_taken_up_when_its_claim_ran_out(time_machine):
    jobs.handler("greet")(lambda _: None)
    time_machine.move_to(NOON, tick=False)
    added()
    db.session.execute(db.update(jobs.Job).values(claimed_until=NOON + timedelta(minutes=5), attempts=1))
    db.session.commit()

    assert jobs.run_due() == 0
    time_machine.shift(timedelta(minutes=5))
    assert jobs.run_due() == 1
    assert all_jobs() == []


def test_a_job_that_ends_its_process_each_time_is_given_up():
    jobs.handler("greet")(lambda _: pytest.fail("tried again"))
    added()
    long_ago = utcnow() - timedelta(minutes=1)
    db.session.execute(db.update(jobs.Job).values(claimed_until=long_ago, attempts=len(DELAYS) + 1))
    db.session.commit()

    jobs.run_due()

    assert the_job().failed_at is not None
    assert "process ended" in the_job().error


def test_a_worker_that_outlived_its_claim_undoes_its_work(log):
    taken_over = utcnow() + timedelta(hours=1)

    @jobs.handler("greet")
    def greet(_payload):
        with db.engine.begin() as other:
            other.execute(db.update(jobs.Job).values(claimed_until=taken_over))
        raise_version()

    added()
    jobs.run_due()

    assert the_job().claimed_until == taken_over
    assert db.session.scalar(db.select(Site.version)) == 1
    assert "longer than its claim" in log.text


def test_a_long_job_that_renews_its_claim_stays_its_workers(time_machine, log):
    time_machine.move_to(NOON, tick=False)
    others = []

    @jobs.handler("greet")
    def greet(_payload):
        for _ in range(5):
            time_machine.shift(models.CLAIM * 0.9)
            jobs.renew()
            others.append(models.claim(["greet"], utcnow()))

    added()
    jobs.run_due()

    assert others == [None] * 5
    assert all_jobs() == []
    assert log.text == ""


def test_a_worker_that_was_overtaken_stops_at_its_next_step(time_machine, log):
    time_machine.move_to(NOON, tick=False)
    steps = []

    @jobs.handler("greet")
    def greet(_payload):
        time_machine.shift(models.CLAIM * 1.5)
        steps.append(models.claim(["greet"], utcnow()))
        jobs.renew()
        pytest.fail("it went on")

    added()
    jobs.run_due()

    assert [step.attempts for step in steps] == [2]
    assert the_job().claimed_until == steps[0].until
    assert the_job().error == ""
    assert "longer than its claim" in log.text


def test_outside_a_job_there_is_nothing_to_renew():
    jobs.renew()

    assert all_jobs() == []
