"""Who is signed in where: rows in a table, so that ending one ends it everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_login import UserMixin
from sqlalchemy import Row, bindparam, select, update

from blog.accounts.models import User, UserSession
from blog.database import utcnow
from blog.extensions import db
from blog.lib import roles, tokens
from blog.web import reads
from blog.web.prepared import Prepared

# (unused for, at most): a session ends with whichever comes first.
LIFETIMES = {True: (timedelta(days=14), timedelta(days=30)), False: (timedelta(days=1), timedelta(days=7))}
SEEN_EVERY = timedelta(minutes=10)

_sessions, _users = UserSession.__table__.c, User.__table__.c
_VIEWER = Prepared(
    select(
        *(_sessions.digest, _sessions.remember, _sessions.created_at, _sessions.seen_at, _sessions.ended_at),
        *(_users.id, _users.username, _users.name, _users.role, _users.avatar, _users.disabled_at),
    )
    .join(User.__table__, _users.id == _sessions.user_id)
    .where(_sessions.digest == bindparam("digest"))
)


@dataclass(frozen=True)
class Viewer(UserMixin):
    """Who sent the request at hand; read anew for each, so that a demotion counts at once."""

    id: int
    username: str
    name: str
    role: str
    avatar: str | None
    token: str
    digest: str
    seen_at: datetime

    def get_id(self) -> str:
        """What the cookie holds: the session's token, not the user's id."""
        return self.token

    def may(self, role: str) -> bool:
        """Whether this role or a higher one is theirs."""
        return roles.reaches(self.role, role)

    @property
    def needs_touch(self) -> bool:
        """Whether the session was last seen long enough ago to note it again."""
        return self.seen_at < utcnow() - SEEN_EVERY


def begin(user: User, remember: bool, user_agent: str) -> Viewer:
    """Open a session for `user` within the caller's transaction."""
    token = tokens.new()
    row = UserSession(
        digest=tokens.digest(token), user_id=user.id, remember=remember, user_agent=user_agent[:300]
    )
    db.session.add(row)
    return Viewer(
        id=user.id,
        username=user.username,
        name=user.name,
        role=user.role,
        avatar=user.avatar,
        token=token,
        digest=row.digest,
        seen_at=utcnow(),
    )


def find(token: str) -> tuple[Viewer | None, int | None]:
    """Return (whoever this token still signs in, the id of whoever it once did)."""
    row = reads.ask(_VIEWER, digest=tokens.digest(token)).first()
    if row is None:
        return None, None
    if row.ended_at is not None or row.disabled_at is not None or _is_over(row):
        return None, row.id
    fields = (row.id, row.username, row.name, row.role, row.avatar)
    return Viewer(*fields, token=token, digest=row.digest, seen_at=row.seen_at), row.id


def _is_over(row: Row[Any] | UserSession) -> bool:
    idle, longest = LIFETIMES[row.remember]
    now = utcnow()
    return bool(row.seen_at < now - idle or row.created_at < now - longest)


def touch(digest: str) -> None:
    """Note that a session was used just now, within the caller's transaction."""
    db.session.execute(update(UserSession).where(UserSession.digest == digest).values(seen_at=utcnow()))


def open_of(user_id: int) -> Sequence[UserSession]:
    """Return the sessions of a user that still stand, the last used first."""
    statement = select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    rows = db.session.scalars(statement.order_by(UserSession.seen_at.desc())).all()
    return [row for row in rows if not _is_over(row)]


def end(user_id: int, *, only: str | None = None, but: str | None = None) -> int:
    """End all sessions of a user, or `only` one, or all `but` one (digests); return how many."""
    statement = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if only is not None:
        statement = statement.where(UserSession.digest == only)
    if but is not None:
        statement = statement.where(UserSession.digest != but)
    ended = db.session.scalars(statement.values(ended_at=utcnow()).returning(UserSession.digest))
    return len(ended.all())
