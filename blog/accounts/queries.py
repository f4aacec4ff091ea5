"""Questions about users."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, or_, select, union_all, update

from blog.accounts.models import FormerUsername, OneTimeToken, User
from blog.extensions import db
from blog.lib import tokens, usernames
from blog.web import reads


def by_id(user_id: int) -> User | None:
    """Return the user of that id."""
    return db.session.get(User, user_id)


def by_username(username: str) -> User | None:
    """Return the user of that name, however it is written."""
    return db.session.scalar(select(User).where(User.username_key == usernames.key(username)))


def by_former_username(username: str) -> User | None:
    """Return the user who once had that name."""
    former = select(FormerUsername.user_id).where(FormerUsername.key == usernames.key(username))
    return db.session.scalar(select(User).where(User.id.in_(former)))


def known(name: str) -> User | None:
    """Return the user who has or once had that name, if readers may know of them: by posts, or an account."""
    user = by_username(name) or by_former_username(name)
    return user if user is not None and (user.can_sign_in or user.post_count) else None


def by_email(email: str) -> User | None:
    """Return the user with that address, whatever its case."""
    return db.session.scalar(select(User).where(User.email_key == email.strip().casefold()))


def credentials(login: str) -> tuple[int, str | None]:
    """Return (id, password hash) of who signs in under that address or username; (0, None) if nobody does.

    Reads beside the session: checking a password takes no lock.
    """
    named = User.email_key == login.casefold() if "@" in login else User.username_key == usernames.key(login)
    able = select(User.id, User.password_hash).where(named, User.disabled_at.is_(None))
    row = reads.execute(able).one_or_none()
    return (row.id, row.password_hash) if row else (0, None)


def username_is_taken(username: str, but: int | None = None) -> bool:
    """Whether somebody other than the user `but` has or had this name, or one that looks like it.

    Reads beside the session: judging a field takes no lock.
    """
    key, doubles = usernames.key(username), usernames.doubles(username)
    present = select(User.id).where(or_(User.username_key == key, User.username_skeleton.in_(doubles)))
    former = select(FormerUsername.user_id).where(FormerUsername.key == key)
    return any(row[0] != but for row in reads.execute(union_all(present, former)))


def email_is_taken(email: str, but: int | None = None) -> bool:
    """Whether somebody other than the user `but` has this address. Reads beside the session."""
    found = select(User.id).where(User.email_key == email.casefold())
    return any(row[0] != but for row in reads.execute(found))


def password_hash(user_id: int) -> str | None:
    """Return the hash of that user's password. Reads beside the session."""
    return reads.execute(select(User.password_hash).where(User.id == user_id)).scalar()


def profile(user_id: int) -> Row[Any] | None:
    """Return (username, email, name, bio) of a user. Reads beside the session."""
    return reads.execute(
        select(User.username, User.email, User.name, User.bio).where(User.id == user_id)
    ).first()


def may_invite(user_id: int | None) -> bool:
    """Whether that user is an admin who can sign in, or nobody at all. Reads beside the session."""
    if user_id is None:
        return True
    able = select(User.id).where(User.id == user_id, User.role == "admin", User.disabled_at.is_(None))
    return reads.execute(able).first() is not None


def anybody_can_sign_in() -> bool:
    """Whether there is an account with a password that nobody disabled."""
    able = select(User.id).where(User.password_hash.is_not(None), User.disabled_at.is_(None))
    return bool(db.session.scalar(select(exists(able))))


def an_admin_can_sign_in(but: int | None = None) -> bool:
    """Whether there is an admin other than `but` who can sign in."""
    able = select(User.id).where(
        User.role == "admin",
        User.password_hash.is_not(None),
        User.disabled_at.is_(None),
        User.id != (but or 0),
    )
    return bool(db.session.scalar(select(exists(able))))


def token(purpose: str, text: str, now: datetime) -> Row[Any] | None:
    """Return (digest, user_id, details) of the one-time token, if it still stands at `now`.

    Looking does not use it up. Reads beside the session.
    """
    standing = select(OneTimeToken.digest, OneTimeToken.user_id, OneTimeToken.details).where(
        OneTimeToken.digest == tokens.digest(text),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
    )
    return reads.execute(standing).one_or_none()


def use_up(token: Row[Any], now: datetime) -> bool:
    """Use a token up; False where somebody was faster."""
    unused = update(OneTimeToken).where(OneTimeToken.digest == token.digest, OneTimeToken.used_at.is_(None))
    used = db.session.scalar(unused.values(used_at=now).returning(OneTimeToken.digest))
    return used is not None


def void_links(user_id: int) -> None:
    """Take back all links that could take an account over: who asked for them may be a thief."""
    for purpose in ("reset", "email"):
        void_tokens(purpose, user_id)


def void_tokens(purpose: str, user_id: int | None) -> None:
    """Take back all tokens of that purpose that the user holds, or those that belong to nobody."""
    db.session.execute(
        delete(OneTimeToken).where(OneTimeToken.purpose == purpose, OneTimeToken.user_id == user_id)
    )
