"""Sessions, links and schedules go by the clock."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from blog.accounts.models import UserSession
from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.database import READ_ONLY, utcnow
from blog.extensions import db
from blog.media.models import Media
from blog.posts.models import Post
from blog.site.jobs import Job

TOLERATED = timedelta(seconds=30)

_STORED = (Post.created_at, UserSession.seen_at, Job.created_at, Media.created_at)


def look(_settings: Settings) -> Finding:
    """Compare this machine's clock with the database server's, and with what has been stored."""
    finding = Finding(f"it is {utcnow():%Y-%m-%d %H:%M:%S} UTC, which fits what is stored")
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        if connection.dialect.name == "postgresql":
            finding.problems += apart(utcnow(), connection.execute(select(func.now())).scalar_one())
        stored = [connection.scalar(select(func.max(column))) for column in _STORED]
    newest, now = max(filter(None, stored), default=None), utcnow()
    if newest is not None and newest - now > TOLERATED:
        finding.problems.append(
            f"the clock stands at {now:%Y-%m-%d %H:%M} UTC, before what was stored at {newest:%Y-%m-%d %H:%M}"
        )
    return finding


def apart(here: datetime, there: datetime) -> list[str]:
    """Say by how much this machine's clock and the database server's differ, where it matters."""
    if abs(here - there) <= TOLERATED:
        return []
    seconds, way = abs(here - there).total_seconds(), "ahead of" if here > there else "behind"
    return [f"this machine's clock is {seconds:.0f} seconds {way} the database server's"]
