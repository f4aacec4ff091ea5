"""Users and what belongs to them: former names, pictures, one-time tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.lib import usernames

USER_ID = "users.id"


class User(db.Model):  # type: ignore[name-defined]
    """An author or reader. Imported authors have no password and cannot sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(32), unique=True)  # as written; its key says who it is
    username_key: Mapped[str] = mapped_column(
        String(100), unique=True, default=lambda context: _own_username(context, usernames.key)
    )
    # What it looks like: two imported names may look alike, a new one must not.
    username_skeleton: Mapped[str] = mapped_column(
        String(200), index=True, default=lambda context: _own_username(context, usernames.skeleton)
    )
    name: Mapped[str] = mapped_column(String(120))
    bio: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(10), default="author")
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    avatar: Mapped[str | None] = mapped_column(String(32))  # the key of its picture
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int | None]  # the last step used, so that no code works twice
    # Set for an account made by an import: the name as the old site wrote it.
    source_name: Mapped[str | None] = mapped_column(String(255), unique=True)
    post_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a password and nobody disabled the account."""
        return bool(self.password_hash) and self.disabled_at is None

    @property
    def is_departed(self) -> bool:
        """Whether its owner deleted the account and only a name under posts is left."""
        return self.disabled_at is not None and self.password_hash is None and self.source_name is None

    def rename(self, username: str) -> None:
        """Take a new name, which must be free; the old one goes on leading here."""
        key = usernames.key(username)
        if self.username_key != key:
            db.session.merge(FormerUsername(key=self.username_key, user_id=self.id))
        self.username, self.username_key = username, key
        self.username_skeleton = usernames.skeleton(username)

    def set_email(self, email: str) -> None:
        """Take an address; its key is what makes it unique."""
        self.email, self.email_key = email, email.casefold()


def _own_username(context: Any, form: Any) -> str:
    text: str = form(context.get_current_parameters()["username"])
    return text


class FormerUsername(db.Model):  # type: ignore[name-defined]
    """A name that an account once had: it redirects, and nobody else can take it."""

    __tablename__ = "former_usernames"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), index=True)


class UserSession(db.Model):  # type: ignore[name-defined]
    """One sign-in on one device; the cookie holds the token whose digest this is."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index("ix_user_sessions_user", "user_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"))
    remember: Mapped[bool]
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Avatar(db.Model):  # type: ignore[name-defined]
    """The picture of a user in two sizes, as WebP of 20 kB at most.

    In the database rather than in a folder: replaced in one transaction, the same on every machine.
    """

    __tablename__ = "avatars"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), unique=True)
    large: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)


class OneTimeToken(db.Model):  # type: ignore[name-defined]
    """Permission for one act, by link: only the digest is kept, and one UPDATE uses it up."""

    __tablename__ = "one_time_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(db.Model):  # type: ignore[name-defined]
    """Stands in for the second factor once, when the device is lost."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class ApiToken(db.Model):  # type: ignore[name-defined]
    """A JWT that was given out: it works while this row stands."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # the JWT's `jti`
    user_id: Mapped[int] = mapped_column(ForeignKey(USER_ID, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
