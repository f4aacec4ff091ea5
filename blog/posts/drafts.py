"""What is being written and not saved yet: beside the post, so that readers never see it.

Each open form has a draft of its own, so that two windows never write over each other.
"""

import re
import secrets
from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, and_, func, select, true
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import UtcDateTime, insert, utcnow
from blog.extensions import db
from blog.posts.content import Content
from blog.web import reads

KEY = re.compile(r"[A-Za-z0-9_-]{8,32}")
MOST = 500  # of one person; more than anybody writes at once, and an end for a program that runs wild


class Draft(db.Model):  # type: ignore[name-defined]
    """The text in one open form. `post_id` is None while there is no post yet, or no more."""

    __tablename__ = "drafts"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=0)  # of the post that it was written upon
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    sent: Mapped[int] = mapped_column(
        BigInteger, default=0
    )  # when the browser sent it, by its own clock, in ms

    @property
    def content(self) -> Content:
        """What stands in the form."""
        return Content.of(self.title, self.body, self.details)

    @property
    def mark(self) -> str:
        """Names this draft as it stands now: written on, it has another."""
        return f"{self.key}.{int(self.saved_at.timestamp() * 1000)}"


def new_key() -> str:
    """Make the key of a form that is about to be handed out."""
    return secrets.token_urlsafe(16)


def one(key: str, user_id: int) -> Draft | None:
    """Return somebody's draft. Reads beside the session: the result is not tracked."""
    return _untracked(select(Draft).where(Draft.key == key, Draft.user_id == user_id))


def newest(post_id: int, user_id: int, saved: Content) -> Draft | None:
    """Return what somebody wrote last on a post and differs from what is `saved` there.

    Reads beside the session.
    """
    own = select(Draft).where(Draft.post_id == post_id, Draft.user_id == user_id)
    rows = reads.execute(own.order_by(Draft.saved_at.desc()).limit(20)).mappings()
    return next((draft for row in rows if (draft := Draft(**row)).content != saved), None)


def wait(post_id: int, user_id: int) -> bool:
    """Whether somebody wrote on a post and did not save it. Reads beside the session."""
    own = select(Draft.key).where(Draft.post_id == post_id, Draft.user_id == user_id)
    return reads.execute(own.limit(1)).first() is not None


def _untracked(statement: object) -> Draft | None:
    row = reads.execute(statement).mappings().first()  # type: ignore[arg-type]
    return Draft(**row) if row else None


def is_somebody_elses(key: str, user_id: int) -> bool:
    """Whether another person's form has this key. Reads beside the session."""
    return (
        reads.execute(select(Draft.key).where(Draft.key == key, Draft.user_id != user_id)).first() is not None
    )


def are_too_many(user_id: int, but: str) -> bool:
    """Whether somebody has as many drafts as anybody may, not counting `but`. Reads beside the session."""
    count = select(func.count()).select_from(Draft).where(Draft.user_id == user_id, Draft.key != but)
    return bool(reads.execute(count).scalar_one() >= MOST)


def keep(
    key: str, user_id: int, post_id: int | None, version: int, content: Content, sent: int | None = None
) -> None:
    """Write the text of an open form down, within the caller's transaction.

    Of two that overtook each other the one `sent` later stays; without that, the one that comes later.
    """
    text = {"title": content.title, "body": content.body, "details": content.details}
    values = {"post_id": post_id, "version": version, "saved_at": utcnow(), "sent": sent or 0, **text}
    statement = insert(db.engine, Draft).values(key=key, user_id=user_id, **values)
    statement = statement.on_conflict_do_update(
        index_elements=[Draft.key],
        set_=values,
        where=and_(Draft.user_id == user_id, true() if sent is None else Draft.sent <= sent),
    )
    db.session.execute(statement)


def forget(user_id: int, key: str, continued: str = "", until: datetime | None = None) -> None:
    """Remove the draft of a form, and the one that it `continued` unless that was written on meanwhile.

    Its own stays too if it was written after `until`.
    """
    name = continued.partition(".")[0]
    for draft in db.session.scalars(
        select(Draft).where(Draft.user_id == user_id, Draft.key.in_((key, name)))
    ):
        if (draft.key == key and (until is None or draft.saved_at <= until)) or draft.mark == continued:
            db.session.delete(draft)
