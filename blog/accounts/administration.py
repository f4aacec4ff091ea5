"""What an admin does to somebody's account, by page or by command; within the caller's transaction."""

from datetime import timedelta

from sqlalchemy import delete

from blog.accounts import links, queries, sessions
from blog.accounts.models import ApiToken, OneTimeToken, User
from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site

RESET_LIFETIME = timedelta(hours=24)


class RefusedError(Exception):
    """It must not be done; the message says why, to an admin."""


class DepartedError(RefusedError):
    """Whoever this was deleted the account; what is left signs posts, and is nobody's."""

    def __init__(self) -> None:
        super().__init__("Whoever this was deleted the account. Nobody can sign in as it again.")


class LastAdminError(RefusedError):
    """Without this account nobody could run the site."""

    def __init__(self, user: User) -> None:
        super().__init__(f"{user.name} is the only admin who can sign in. Make somebody else an admin first.")


def give_role(user: User, role: str) -> None:
    """Give a role; it counts from the next request. Raises LastAdminError."""
    if role != "admin":
        _spare_the_last_admin(user)
    user.role = role


def disable(user: User) -> None:
    """Let somebody in no more, from the next request: sessions, API tokens, open links end.

    Raises LastAdminError.
    """
    _spare_the_last_admin(user)
    user.disabled_at = user.disabled_at or utcnow()
    sessions.end(user.id)
    db.session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))
    db.session.execute(delete(OneTimeToken).where(OneTimeToken.user_id == user.id))
    site.raise_version()  # the page of somebody without posts goes


def enable(user: User) -> None:
    """Let somebody in again, who signs in anew. Raises DepartedError."""
    _leave_the_departed_alone(user)
    user.disabled_at = None
    site.raise_version()


def reset_link(user: User, email: str = "") -> str:
    """Make the link by which somebody chooses a new password within a day; older ones are void.

    `email` becomes the address of an account that has none, once the link is used. Raises DepartedError.
    """
    _leave_the_departed_alone(user)
    queries.void_tokens("reset", user.id)
    details = {"email": email} if email and not user.email else {}
    return links.issue("reset", RESET_LIFETIME, user.id, **details)


def _leave_the_departed_alone(user: User) -> None:
    if user.is_departed:
        raise DepartedError


def _spare_the_last_admin(user: User) -> None:
    site.take_turn()  # or two admins disable each other at the same moment
    if user.role == "admin" and user.can_sign_in and not queries.an_admin_can_sign_in(but=user.id):
        raise LastAdminError(user)
