"""Does what is due: each job claimed, done outside any transaction, then removed or tried again later."""

import logging
import traceback
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.site.jobs import handlers, models
from blog.site.jobs.handlers import HANDLERS, Failure, GiveUp, handler, intervals

LOGGER = logging.getLogger("quire")

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))  # about a day
KEPT = timedelta(days=30)  # a job that was given up
EARLY = models.CLAIM * 0.8  # a claim that holds no longer than this is renewed

_at_work: ContextVar[models.Claim | None] = ContextVar("at_work", default=None)


class Overtaken(Exception):
    """The claim ran out, and another worker took the job: this one must not go on."""


def schedule() -> None:
    """See to it that every recurring kind has its row."""
    models.add_recurring(intervals())


def run_due(slow: bool | None = None) -> int:
    """Do all that is due now, in the order it fell due; return how many jobs were tried.

    Of the slow kinds, or of the others, or of both.
    """
    begin_read_only(False)
    now, tried = utcnow(), 0
    kinds = HANDLERS if slow is None else handlers.kinds(slow)
    while claim := models.claim(kinds, now):
        with current_app.app_context():  # a session of its own
            _attempt(claim)
        tried += 1
    return tried


def renew() -> None:
    """Tell that the job at hand makes progress, as often as you like: it is seldom that this costs anything.

    Outside a job it does nothing. The session holds no lock when this is called. Raises Overtaken.
    """
    claim = _at_work.get()
    if claim and claim.until - utcnow() < EARLY and not models.renew(claim):
        raise Overtaken


def _attempt(claim: models.Claim) -> None:
    entry, token = HANDLERS[claim.kind], _at_work.set(claim)
    try:
        if entry.every is None and claim.attempts > len(DELAYS) + 1:
            raise GiveUp("each time its process ended before it did")
        entry.work(claim.payload)
        if models.finish(claim, entry.every):
            db.session.commit()
        else:
            _give_way(claim)
    except Overtaken:
        _give_way(claim)
    except Exception as error:
        db.session.rollback()
        _put_back(claim, error, entry.every)
    finally:
        _at_work.reset(token)


def _give_way(claim: models.Claim) -> None:
    db.session.rollback()
    LOGGER.warning("job %d (%s) took longer than its claim", claim.id, claim.kind, extra=_fields(claim))


def _put_back(claim: models.Claim, error: Exception, every: timedelta | None) -> None:
    reason = describe(error)
    if every is None and (isinstance(error, GiveUp) or claim.attempts > len(DELAYS)):
        models.put_back(claim, reason, None)
        told = (claim.id, claim.kind, claim.attempts, reason)
        LOGGER.error("job %d (%s) given up, attempt %d: %s", *told, extra=_fields(claim))
        return
    delay = every or DELAYS[claim.attempts - 1]
    models.put_back(claim, reason, utcnow() + delay)
    again = (claim.id, claim.kind, delay, reason)
    LOGGER.warning("job %d (%s) failed, again in %s: %s", *again, extra=_fields(claim))


def _fields(claim: models.Claim) -> dict[str, Any]:
    """What a log of JSON says of a job, beside the sentence for people."""
    return {"fields": {"job": claim.id, "kind": claim.kind, "attempt": claim.attempts}}


def describe(error: Exception) -> str:
    """Say what failed and where. An unknown error's own words may quote a payload, so they are left out."""
    if isinstance(error, Failure):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


@handler("jobs.forget", every=timedelta(days=1))
def _forget(_payload: models.Payload) -> None:
    models.forget_failed(utcnow() - KEPT)
