"""A new password for who forgot the old one: by a link that works once, for half an hour."""

from datetime import timedelta

from flask import render_template
from sqlalchemy import delete, func, select

from blog.accounts import links, queries, sessions
from blog.accounts.models import ApiToken, OneTimeToken, User
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs, mail
from blog.site import models as site
from blog.web import reads

LIFETIME = timedelta(minutes=30)
A_DAY = 5  # mails to one account
STALE = "This link was used, or has run out. Ask for a new one where you log in."


@jobs.handler("accounts.reset")
def mail_link(payload: jobs.Payload) -> None:
    """Send a link to the account with this address, if there is one that may have it."""
    user = queries.by_email(payload["email"])
    if user is None or not user.can_sign_in or _sent_today(user) >= A_DAY:
        return
    link = links.issue("reset", LIFETIME, user.id)
    mail.send(user.email or "", "A new password", render_template("mail/reset.txt", user=user, link=link))


def holder(token: str) -> int | None:
    """Return the id of whoever the link belongs to, if it still stands. Looking does not use it up."""
    found = queries.token("reset", token, utcnow())
    return found.user_id if found else None


def use(token: str, hashed: str) -> bool:
    """Set the password by a link, within the caller's transaction; False where the link is stale.

    Whoever was signed in with the old password is not any more, on any device or program, and no
    other link works.
    """
    site.take_turn()
    reads.refresh()
    now = utcnow()
    found = queries.token("reset", token, now)
    user = found and queries.by_id(found.user_id or 0)
    if not found or not user or user.disabled_at or not queries.use_up(found, now):
        return False
    user.password_hash = hashed
    email = found.details.get("email")  # an imported author's, as an admin wrote it
    if email and not queries.email_is_taken(email, user.id):
        user.set_email(email)
    sessions.end(user.id)
    db.session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))
    queries.void_links(user.id)
    return True


def _sent_today(user: User) -> int:
    today = OneTimeToken.created_at > utcnow() - timedelta(days=1)
    asked = select(func.count()).where(
        OneTimeToken.user_id == user.id, OneTimeToken.purpose == "reset", today
    )
    return db.session.scalar(asked) or 0
