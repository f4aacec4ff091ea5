"""Forms that arrived when nobody was signed in any more: kept for an hour, offered again, never replayed."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.lib import tokens

LIFETIME = timedelta(hours=1)
MOST = 5  # from one address
LONGEST_PATH = 500

Pairs = list[list[str]]


class ParkedForm(db.Model):  # type: ignore[name-defined]
    """What was posted, as (name, value) pairs; the cookie holds the token whose digest this is."""

    __tablename__ = "parked_forms"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sender: Mapped[str] = mapped_column(String(64), index=True)  # a digest of the address
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(LONGEST_PATH))
    pairs: Mapped[Pairs] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


def park(sender: str, owner_id: int | None, path: str, pairs: Pairs) -> str:
    """Keep a form within the caller's transaction and return its token; the sender's oldest make room."""
    purge()
    newest = select(ParkedForm.digest).where(ParkedForm.sender == sender)
    kept = db.session.scalars(newest.order_by(ParkedForm.created_at.desc()).limit(MOST - 1)).all()
    db.session.execute(delete(ParkedForm).where(ParkedForm.sender == sender, ParkedForm.digest.not_in(kept)))
    token = tokens.new()
    digest = tokens.digest(token)
    db.session.add(ParkedForm(digest=digest, sender=sender, owner_id=owner_id, path=path, pairs=pairs))
    return token


def find(token: str, user_id: int) -> ParkedForm | None:
    """Return the form that was parked under `token`, unless it is somebody else's or too old."""
    form = db.session.get(ParkedForm, tokens.digest(token))
    if form is None or form.created_at < utcnow() - LIFETIME or form.owner_id not in (None, user_id):
        return None
    return form


def claim(token: str, user_id: int) -> None:
    """Let what nobody owns belong to whoever signs in first, within the caller's transaction."""
    unowned = update(ParkedForm).where(
        ParkedForm.digest == tokens.digest(token), ParkedForm.owner_id.is_(None)
    )
    db.session.execute(unowned.values(owner_id=user_id))


def remove(token: str, user_id: int) -> None:
    """Forget the form that was parked under `token`, if it is that user's."""
    own = ParkedForm.digest == tokens.digest(token), ParkedForm.owner_id == user_id
    db.session.execute(delete(ParkedForm).where(*own))


def purge() -> None:
    """Forget what has waited too long."""
    db.session.execute(delete(ParkedForm).where(ParkedForm.created_at < utcnow() - LIFETIME))
