"""Questions about users."""

from sqlalchemy import select

from blog.accounts.models import User
from blog.extensions import db


def by_username(username: str) -> User | None:
    """Return the user of that name, whatever its case."""
    return db.session.scalar(select(User).where(User.username == username.lower()))
