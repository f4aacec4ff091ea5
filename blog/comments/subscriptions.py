"""Which mails about comments somebody wants, and the links in them that stop a kind of them."""

import hashlib
from collections.abc import Collection
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Row, delete, select

from blog.accounts.models import User
from blog.comments.models import MailRefusal
from blog.database import insert
from blog.extensions import db
from blog.web import reads

KINDS = ("reply", "comment")


def token(user_id: int, kind: str) -> str:
    """Make what permits to stop, and to take up again, one kind of mail to one person; it never runs out."""
    return str(_serializer().dumps([user_id, kind]))


def holder(token: str) -> tuple[int, str] | None:
    """Return (user id, kind) of a token that this site made; None for anything else."""
    try:
        user_id, kind = _serializer().loads(token)
    except BadData:
        return None
    return user_id, kind


def _serializer() -> URLSafeSerializer:
    settings = current_app.config["SETTINGS"]
    keys = [*settings.secret_key_fallbacks, settings.secret_key]  # the last one signs
    return URLSafeSerializer(
        keys, salt="comments.unsubscribe", signer_kwargs={"digest_method": hashlib.sha256}
    )


def subscriber(user_id: int, kind: str) -> Row[Any] | None:
    """Return (id, refuses) of that user, who may be gone by now (None). Reads beside the session."""
    refuses = select(MailRefusal).where(MailRefusal.user_id == User.id, MailRefusal.kind == kind).exists()
    return reads.execute(select(User.id, refuses.label("refuses")).where(User.id == user_id)).one_or_none()


def wanted(user_id: int) -> set[str]:
    """Return the kinds of mail that somebody did not refuse. Reads beside the session."""
    refused = select(MailRefusal.kind).where(MailRefusal.user_id == user_id)
    return set(KINDS) - set(reads.execute(refused).scalars())


def choose(user_id: int, kinds: Collection[str]) -> None:
    """Want mails of these `kinds` only, within the caller's transaction."""
    for kind in KINDS:
        (accept if kind in kinds else refuse)(user_id, kind)


def refuse(user_id: int, kind: str) -> None:
    """Want no more mails of that kind, within the caller's transaction."""
    db.session.execute(
        insert(db.engine, MailRefusal).values(user_id=user_id, kind=kind).on_conflict_do_nothing()
    )


def accept(user_id: int, kind: str) -> None:
    """Want mails of that kind again, within the caller's transaction."""
    refusal = delete(MailRefusal).where(MailRefusal.user_id == user_id, MailRefusal.kind == kind)
    db.session.execute(refusal, execution_options={"synchronize_session": False})
