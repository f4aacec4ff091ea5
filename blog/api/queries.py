"""Questions about API tokens. Those about whoever is at it read beside the session and take no lock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from blog.accounts.models import ApiToken, User
from blog.extensions import db
from blog.web import reads

_tokens, _users = ApiToken.__table__.c, User.__table__.c
_BEARER = (
    select(
        *(_tokens.id.label("token_id"), _tokens.scopes, _tokens.used_at),
        *(_users.id, _users.username, _users.name, _users.role),
        *(_users.email, _users.bio, _users.avatar, _users.created_at),
    )
    .join(User.__table__, _users.id == _tokens.user_id)
    .where(
        _tokens.id == bindparam("token_id"),
        _users.id == bindparam("user_id"),
        _tokens.expires_at > bindparam("now"),
        _users.disabled_at.is_(None),
        _users.password_hash.is_not(None),
    )
)


def bearer(token_id: str, user_id: int, now: datetime) -> Row[Any] | None:
    """Return the user whose token this is, with its `token_id`, `scopes` and `used_at`.

    None where the token was revoked or has run out, or where the user may not sign in.
    """
    values = {"token_id": token_id, "user_id": user_id, "now": now}
    return reads.execute(_BEARER, values).one_or_none()


def tokens_of(user_id: int) -> Sequence[Row[Any]]:
    """Return the tokens of a user, the newest first."""
    statement = select(ApiToken.__table__).where(_tokens.user_id == user_id)
    return reads.execute(statement.order_by(_tokens.created_at.desc(), _tokens.id)).all()


def name_is_taken(user_id: int, name: str) -> bool:
    """Whether the user has a token of that name."""
    named = select(_tokens.id).where(_tokens.user_id == user_id, _tokens.name == name)
    return reads.execute(named.limit(1)).first() is not None


def make_room(user_id: int, now: datetime) -> int:
    """Forget what has run out of a user's tokens; return how many are left.

    Whoever else asks for the same user waits until the transaction ends.
    """
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    db.session.execute(delete(ApiToken).where(ApiToken.user_id == user_id, ApiToken.expires_at <= now))
    left = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == user_id)
    return db.session.scalar(left) or 0


def revoke(token_id: str, user_id: int) -> str | None:
    """End a token of that user; return its name, None where there is none."""
    ended = delete(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id)
    return db.session.scalar(ended.returning(ApiToken.name))


def touch(token_id: str, now: datetime) -> None:
    """Note that a token was used."""
    db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))
