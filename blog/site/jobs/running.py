"""Does what is due: each job claimed, done outside any transaction, then removed or tried again later."""

import logging
import traceback
from datetime import timedelta
from pathlib import Path

from flask import current_app

from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.site.jobs import models
from blog.site.jobs.handlers import HANDLERS, Failure, GiveUp, handler, intervals

LOGGER = logging.getLogger("quire")

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))  # about a day
KEPT = timedelta(days=30)  # a job that was given up


def schedule() -> None:
    """See to it that every recurring kind has its row."""
    models.add_recurring(intervals())


def run_due() -> int:
    """Do all that is due now, in the order it fell due; return how many jobs were tried."""
    begin_read_only(False)
    now, tried = utcnow(), 0
    while claim := models.claim(HANDLERS, now):
        with current_app.app_context():  # a session of its own
            _attempt(claim)
        tried += 1
    return tried


def _attempt(claim: models.Claim) -> None:
    entry = HANDLERS[claim.kind]
    try:
        if entry.every is None and claim.attempts > len(DELAYS) + 1:
            raise GiveUp("each time its process ended before it did")
        entry.work(claim.payload)
        if models.finish(claim, entry.every):
            db.session.commit()
        else:
            LOGGER.warning("job %d (%s) took longer than its claim", claim.id, claim.kind)
    except Exception as error:
        db.session.rollback()
        _put_back(claim, error, entry.every)


def _put_back(claim: models.Claim, error: Exception, every: timedelta | None) -> None:
    reason = describe(error)
    if every is None and (isinstance(error, GiveUp) or claim.attempts > len(DELAYS)):
        models.put_back(claim, reason, None)
        LOGGER.error("job %d (%s) given up, attempt %d: %s", claim.id, claim.kind, claim.attempts, reason)
        return
    delay = every or DELAYS[claim.attempts - 1]
    models.put_back(claim, reason, utcnow() + delay)
    LOGGER.warning("job %d (%s) failed, again in %s: %s", claim.id, claim.kind, delay, reason)


def describe(error: Exception) -> str:
    """Say what failed and where. An unknown error's own words may quote a payload, so they are left out."""
    if isinstance(error, Failure):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


@handler("jobs.forget", every=timedelta(days=1))
def _forget(_payload: models.Payload) -> None:
    models.forget_failed(utcnow() - KEPT)
