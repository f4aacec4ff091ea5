"""Passwords as hashes. Slow by design: never within a transaction, or one login holds up every save.

The exact characters count: nothing is stripped or normalised.
"""

from functools import cache

from flask import current_app

from blog.extensions import bcrypt
from blog.lib.passwords import LONGEST


def hash(password: str) -> str:
    """Return the bcrypt hash of a password that `problem` let through."""
    hashed: str = bcrypt.generate_password_hash(password).decode("ascii")
    return hashed


def matches(password: str, hashed: str | None) -> bool:
    """Whether `hashed` was made from `password`. Takes the same time where there is no hash."""
    usable = len(password) <= LONGEST and hashed
    try:
        right: bool = bcrypt.check_password_hash(hashed if usable else _dummy(), password[:LONGEST])
    except ValueError:  # a lone surrogate, a corrupt hash
        return False
    return bool(usable) and right


@cache
def _dummy_at(rounds: int) -> str:
    hashed: str = bcrypt.generate_password_hash("nobody's password", rounds).decode("ascii")
    return hashed


def _dummy() -> str:
    return _dummy_at(current_app.config["BCRYPT_LOG_ROUNDS"])
