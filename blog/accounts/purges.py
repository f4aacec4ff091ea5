"""Forgets what has served its time, once an hour over all processes."""

from datetime import timedelta

from sqlalchemy import delete, or_

from blog.accounts.models import ApiToken, OneTimeToken, UserSession
from blog.accounts.sessions import LIFETIMES
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs, parking, throttles

KEPT = timedelta(
    days=2
)  # after the end: long enough to count a day's mails, or to know whose form was parked


@jobs.handler("accounts.purge", every=timedelta(hours=1))
def purge(_payload: jobs.Payload) -> None:
    """Delete sessions, tokens, counts and parked forms that nothing can use any more."""
    now = utcnow()
    _, longest = LIFETIMES[True]
    over = or_(UserSession.ended_at < now - KEPT, UserSession.created_at < now - longest - KEPT)
    db.session.execute(delete(UserSession).where(over))
    db.session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < now - KEPT))
    db.session.execute(delete(ApiToken).where(ApiToken.expires_at < now - KEPT))
    throttles.purge()
    parking.purge()
