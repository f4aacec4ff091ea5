"""Is what should happen later being done?"""

from sqlalchemy import select

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.database import READ_ONLY, utcnow
from blog.extensions import db
from blog.site import backlog
from blog.site.jobs import Job


def look(_settings: Settings) -> Finding:
    """Look at the jobs that are late, and those that were given up."""
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        jobs = backlog.read(connection, utcnow())
        last = connection.execute(
            select(Job.kind, Job.error)
            .where(Job.failed_at.is_not(None))
            .order_by(Job.failed_at.desc())
            .limit(1)
        ).one_or_none()
    finding = Finding(f"waiting: {jobs.waiting}")
    if jobs.oldest:
        finding.problems.append(
            f"jobs are not done since {jobs.oldest:%Y-%m-%d %H:%M} UTC: {jobs.overdue}. Does the site run?"
        )
    if last:
        finding.notes.append(f"given up: {jobs.given_up}, the last one {last.kind} ({last.error})")
    return finding
