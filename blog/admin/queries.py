"""Questions about invitations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from blog.accounts.models import OneTimeToken, User
from blog.extensions import db
from blog.web import reads

MOST = 200


def open_invitations(now: datetime) -> Sequence[Row[Any]]:
    """Return (digest, details, expires_at) of what still stands at `now`, the newest first, MOST at most.

    Reads beside the session.
    """
    token = OneTimeToken
    standing = (
        select(token.digest, token.details, token.expires_at)
        .where(token.purpose == "invite", token.used_at.is_(None), token.expires_at > now)
        .order_by(token.created_at.desc())
        .limit(MOST)
    )
    return reads.execute(standing).all()


def names(user_ids: set[int]) -> dict[int, str]:
    """Return {id: name} of those users who are still here. Reads beside the session."""
    rows = reads.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def open_invitation(digest: str) -> OneTimeToken | None:
    """Return the invitation of that digest which nobody has used."""
    found = db.session.get(OneTimeToken, digest)
    return found if found and found.purpose == "invite" and found.used_at is None else None


def people(now: datetime) -> Row[Any]:
    """Return (users who can sign in, invitations that stand at `now`), counted. Reads beside the session."""
    users = select(func.count()).where(User.password_hash.is_not(None), User.disabled_at.is_(None))
    token = OneTimeToken
    standing = select(func.count()).where(
        token.purpose == "invite", token.used_at.is_(None), token.expires_at > now
    )
    counts = select(users.scalar_subquery().label("users"), standing.scalar_subquery().label("invitations"))
    return reads.execute(counts).one()
