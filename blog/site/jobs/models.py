"""The table of what must happen later: who may do it now, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Index,
    String,
    Text,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import READ_ONLY, UtcDateTime, utcnow
from blog.extensions import db

CLAIM = timedelta(minutes=5)  # a killed worker's job waits as long; what takes longer renews its claim

Payload = dict[str, Any]


class Job(db.Model):  # type: ignore[name-defined]
    """One thing to do. Its row goes when it is done: payloads may hold secrets."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "failed_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    # Set for a recurring kind, which has one row over all processes.
    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    payload: Mapped[Payload] = mapped_column(JSON)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")  # the last failure
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was given up
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


@dataclass
class Claim:
    """A job that is this worker's alone `until` its claim runs out. `attempts` counts this one."""

    id: int
    kind: str
    payload: Payload
    attempts: int
    until: datetime

    def still_holds(self) -> ColumnElement[bool]:
        """The condition that nobody took the job over; its id alone may be another job's by now."""
        return and_(Job.id == self.id, Job.claimed_until == self.until)


def add(kind: str, payload: Payload, run_at: datetime | None = None) -> None:
    """Note a job in the caller's transaction: rolled back, it never was. Due at once by default."""
    db.session.add(Job(kind=kind, payload=payload, run_at=run_at or utcnow()))
    db.session.info["jobs_added"] = True  # the commit wakes the worker


def add_recurring(intervals: Mapping[str, timedelta]) -> None:
    """Give each of these kinds its row where it has none yet; its first turn is an interval away."""
    with db.engine.connect().execution_options(**READ_ONLY) as connection:
        known = set(connection.scalars(select(Job.key).where(Job.key.in_(intervals))))
    for kind in intervals.keys() - known:
        row = {"kind": kind, "key": kind, "payload": {}, "run_at": utcnow() + intervals[kind]}
        try:
            with db.engine.begin() as connection:
                connection.execute(insert(Job).values(row))
        except IntegrityError:
            pass  # another process was first


def claim(kinds: Iterable[str], now: datetime) -> Claim | None:
    """Take the job of these kinds that has been due longest at `now`, in a transaction of its own."""
    unclaimed = or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    due = and_(Job.failed_at.is_(None), Job.run_at <= now, Job.kind.in_(kinds), unclaimed)
    first = select(Job.id).where(due).order_by(Job.run_at, Job.id).limit(1)
    while True:
        with db.engine.connect().execution_options(**READ_ONLY) as connection:
            job_id = connection.scalar(first)
        if job_id is None:
            return None
        if taken := _take(and_(Job.id == job_id, due)):
            return taken


def _take(still_due: ColumnElement[bool]) -> Claim | None:
    until = utcnow() + CLAIM
    taken = update(Job).where(still_due).values(claimed_until=until, attempts=Job.attempts + 1)
    with db.engine.begin() as connection:
        row = connection.execute(taken.returning(Job.id, Job.kind, Job.payload, Job.attempts)).one_or_none()
    return Claim(row.id, row.kind, row.payload, row.attempts, until) if row else None


def renew(claim: Claim) -> bool:
    """Hold a job for CLAIM from now on, in a transaction of its own; False where somebody took it over."""
    until = utcnow() + CLAIM
    held = update(Job).where(claim.still_holds()).values(claimed_until=until).returning(Job.id)
    with db.engine.begin() as connection:
        renewed = connection.scalar(held) is not None
    if renewed:
        claim.until = until
    return renewed


def finish(claim: Claim, every: timedelta | None) -> bool:
    """Remove the job, or move it on to its next turn, in the session's transaction.

    Return False where the claim ran out and another worker has taken the job.
    """
    if every is None:
        return db.session.scalar(delete(Job).where(claim.still_holds()).returning(Job.id)) is not None
    values = {"run_at": utcnow() + every, "claimed_until": None, "attempts": 0, "error": ""}
    moved = update(Job).where(claim.still_holds()).values(values).returning(Job.id)
    return db.session.scalar(moved) is not None


def put_back(claim: Claim, error: str, run_at: datetime | None) -> None:
    """Note a failure in a transaction of its own: due again at `run_at`, or given up (None)."""
    again = {"failed_at": utcnow()} if run_at is None else {"run_at": run_at}
    values = {"claimed_until": None, "error": error, **again}
    with db.engine.begin() as connection:
        connection.execute(update(Job).where(claim.still_holds()).values(values))


def forget_failed(before: datetime) -> None:
    """Remove the jobs that were given up before that moment."""
    db.session.execute(delete(Job).where(Job.failed_at < before))
