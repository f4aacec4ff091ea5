"""The table of jobs as the tests read it."""

from sqlalchemy.orm import Session

from blog.extensions import db
from blog.site import jobs


def added(kind="greet", run_at=None, **payload) -> None:
    """Note a job and commit."""
    jobs.add(kind, payload, run_at)
    db.session.commit()


def all_jobs() -> list[jobs.Job]:
    """Every job as it stands now, oldest first; no transaction stays open."""
    with Session(db.engine) as session:
        return list(session.scalars(db.select(jobs.Job).order_by(jobs.Job.id)))


def the_job() -> jobs.Job:
    """The only job."""
    [job] = all_jobs()
    return job
