"""Jobs: done after the commit, again where they failed, never with their secrets in the log."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from blog.extensions import db
from blog.site import jobs
from blog.site.jobs.running import DELAYS
from blog.site.models import Site, raise_version
from tests.site.conftest import SECRET
from tests.site.jobtable import added, all_jobs, the_job

pytestmark = pytest.mark.usefixtures("own_kinds")
NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_a_job_reaches_its_handler_and_leaves_nothing_behind():
    greeted = []
    jobs.handler("greet")(greeted.append)
    added(name="Ada")

    assert jobs.run_due() == 1
    assert jobs.run_due() == 0

    assert greeted == [{"name": "Ada"}]
    assert all_jobs() == []


def test_what_is_rolled_back_is_never_done():
    jobs.handler("greet")(lambda _: None)
    jobs.add("greet", {})
    db.session.rollback()

    assert jobs.run_due() == 0


def test_a_job_waits_for_its_time(time_machine):
    jobs.handler("greet")(lambda _: None)
    time_machine.move_to(NOON)
    added(run_at=NOON + timedelta(hours=1))

    assert jobs.run_due() == 0
    time_machine.shift(timedelta(hours=1))
    assert jobs.run_due() == 1


def test_a_job_that_nobody_here_can_do_is_left_to_others():
    added("of a newer program")

    assert jobs.run_due() == 0
    assert the_job().attempts == 0


def test_what_failed_is_tried_again_later_and_later(time_machine, log):
    outcomes = [jobs.Failure("closed"), jobs.Failure("still closed"), None]

    @jobs.handler("greet")
    def greet(_payload):
        if outcome := outcomes.pop(0):
            raise outcome

    time_machine.move_to(NOON, tick=False)
    added()

    jobs.run_due()
    assert (the_job().run_at, the_job().error) == (NOON + DELAYS[0], "closed")
    time_machine.shift(DELAYS[0])
    jobs.run_due()
    assert the_job().run_at == NOON + DELAYS[0] + DELAYS[1]
    time_machine.shift(DELAYS[1])
    jobs.run_due()

    assert all_jobs() == []
    assert [record.levelname for record in log.records] == ["WARNING", "WARNING"]


def test_after_a_day_a_job_is_given_up_and_kept(time_machine, log):
    @jobs.handler("greet")
    def greet(_payload):
        raise jobs.Failure("closed for good")

    time_machine.move_to(NOON, tick=False)
    added()
    for delay in DELAYS:
        jobs.run_due()
        time_machine.shift(delay)
    jobs.run_due()
    time_machine.shift(timedelta(days=7))

    assert jobs.run_due() == 0
    assert the_job().attempts == len(DELAYS) + 1
    assert timedelta(hours=20) < the_job().failed_at - NOON < timedelta(hours=28)
    assert log.records[-1].levelname == "ERROR"
    assert "closed for good" in log.records[-1].getMessage()


def test_what_can_never_work_is_given_up_at_once():
    @jobs.handler("greet")
    def greet(_payload):
        raise jobs.GiveUp("no such person")

    added()
    jobs.run_due()

    assert (the_job().attempts, the_job().error) == (1, "no such person")
    assert the_job().failed_at is not None


def test_an_unforeseen_error_is_told_without_its_words(log):
    @jobs.handler("greet")
    def greet(payload):
        raise ValueError(payload["token"])

    added(token=SECRET)
    jobs.run_due()

    assert "ValueError" in log.text
    assert SECRET not in log.text + the_job().error


def test_a_job_and_what_it_wrote_end_together():
    @jobs.handler("works")
    def works(_payload):
        raise_version()

    @jobs.handler("fails")
    def fails(_payload):
        raise_version()
        raise jobs.Failure("too late")

    added("works")
    added("fails")
    jobs.run_due()

    assert the_job().kind == "fails"
    assert db.session.scalar(db.select(Site.version)) == 2


def test_a_job_at_work_locks_nobody_out():
    @jobs.handler("greet")
    def greet(_payload):
        with db.engine.begin() as reader_saving_a_post:
            reader_saving_a_post.execute(text("UPDATE site SET version = version + 1"))

    added()
    jobs.run_due()

    assert all_jobs() == []
