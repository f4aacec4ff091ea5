"""Everybody on this site as admins see them; it tells addresses, so it is for no other eyes.

Reads beside the session.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from blog.accounts.models import User, UserSession
from blog.lib import usernames
from blog.web import reads

_LAST_SEEN = select(func.max(UserSession.seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
_COLUMNS: tuple[Any, ...] = (
    *(User.id, User.username, User.name, User.email, User.role, User.avatar, User.created_at),
    User.disabled_at,
    User.password_hash.is_not(None).label("has_password"),
    User.totp_secret.is_not(None).label("has_second_factor"),
    _LAST_SEEN.label("last_seen"),
)
_PEOPLE = select(*_COLUMNS)
LONGEST_SEARCH = 100


def page(search: str, before: int | None, size: int) -> Sequence[Row[Any]]:
    """Return at most `size` people, the newest first, from below the id `before`.

    `search` is how a name, a word of it, a username or an address begins; "" finds everybody.
    """
    statement = _PEOPLE.order_by(User.id.desc()).limit(size)
    if before is not None:
        statement = statement.where(User.id < before)
    return reads.execute(_search(statement, search)).all()


def one(user_id: int) -> Row[Any] | None:
    """Return the person of that id."""
    return reads.execute(_PEOPLE.where(User.id == user_id)).one_or_none()


def everybody() -> Sequence[Row[Any]]:
    """Return all people, the oldest first."""
    return reads.execute(_PEOPLE.order_by(User.id)).all()


def state(person: Row[Any]) -> str:
    """Return "disabled", "no password" (imported, or invited by a link not used yet) or "active"."""
    if person.disabled_at:
        return "disabled"
    return "active" if person.has_password else "no password"


def _search(statement: Select[Any], search: str) -> Select[Any]:
    text = search.strip().removeprefix("@")[:LONGEST_SEARCH]
    if not text:
        return statement
    named = User.username_key.startswith(usernames.key(text), autoescape=True)
    mailed = User.email_key.startswith(text.casefold(), autoescape=True)
    return statement.where(or_(named, mailed, *_called(text)))


def _called(text: str) -> list[ColumnElement[bool]]:
    """Conditions on the name; SQLite folds the case of ASCII only, so a capital is tried as well."""
    return [
        condition
        for form in (text, text.title())
        for condition in (
            User.name.istartswith(form, autoescape=True),
            User.name.icontains(f" {form}", autoescape=True),
        )
    ]
