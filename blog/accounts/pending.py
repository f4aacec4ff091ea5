"""Between the password and the code: who has shown the one and owes the other. Nobody is signed in yet."""

import time
from dataclasses import dataclass

from flask import session
from sqlalchemy import select

from blog.accounts.models import User
from blog.lib import tokens
from blog.web import reads

LIFETIME = 5 * 60  # seconds
KEY = "pending"


@dataclass(frozen=True)
class Pending:
    """Whose password was right, and whether the sign-in shall last."""

    user_id: int
    remember: bool


def begin(user: User, remember: bool) -> None:
    """Note in the cookie, which is signed, that the password of `user` was right just now."""
    proof = tokens.digest(user.password_hash or "")  # tells nothing: the salt in the hash is unknown outside
    session[KEY] = {"user": user.id, "remember": remember, "proof": proof, "at": int(time.time())}


def find() -> Pending | None:
    """Return who owes a code; None after LIFETIME and with a new password. Reads beside the session."""
    kept = session.get(KEY)
    if kept is None or time.time() > kept["at"] + LIFETIME:
        return None
    able = select(User.password_hash).where(User.id == kept["user"], User.disabled_at.is_(None))
    hashed = reads.execute(able).scalar()
    if hashed is None or tokens.digest(hashed) != kept["proof"]:
        return None
    return Pending(kept["user"], kept["remember"])


def forget() -> None:
    """Let whoever it was begin anew."""
    session.pop(KEY, None)
