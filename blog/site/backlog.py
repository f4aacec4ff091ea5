"""How much waits in the table of jobs, and for how long: for those who watch over a site."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, case, func, or_, select

from blog.site.jobs import Job

PATIENCE = timedelta(minutes=10)  # a due job is looked for every 30 seconds


@dataclass(frozen=True)
class Backlog:
    """Counted at one moment. What is overdue waits too; `oldest` is when the first of these fell due."""

    waiting: int
    overdue: int
    given_up: int
    oldest: datetime | None


def read(connection: Connection, now: datetime) -> Backlog:
    """Count the jobs that wait, that should have been done PATIENCE before `now`, and that were given up."""
    unclaimed = or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    waits = Job.failed_at.is_(None)
    overdue = and_(waits, Job.run_at <= now - PATIENCE, unclaimed)
    counts = select(
        func.count(case((waits, 1))),
        func.count(case((overdue, 1))),
        func.count(case((~waits, 1))),
        func.min(case((overdue, Job.run_at))),
    )
    return Backlog(*connection.execute(counts).one())
