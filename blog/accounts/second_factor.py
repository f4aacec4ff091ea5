"""The second factor of an account: codes of an authenticator app, and recovery codes for when it is lost."""

import time

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, func, or_, select, update

from blog.accounts.models import RecoveryCode, User
from blog.extensions import db
from blog.lib import onetime
from blog.web import reads

OFFER_LIFETIME = 30 * 60  # seconds


def is_set(user_id: int) -> bool:
    """Whether signing in asks that user for a code. Reads beside the session."""
    return reads.execute(select(User.totp_secret).where(User.id == user_id)).scalar() is not None


def codes_left(user_id: int) -> int:
    """Count the recovery codes that were not used yet."""
    statement = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return db.session.scalar(statement) or 0


def check(user_id: int, code: str) -> bool:
    """Whether `code` is right; then it is used up, within the caller's transaction.

    Count the attempt first: `credentials.limit_codes`.
    """
    return _use_app_code(user_id, code) or _use_recovery_code(user_id, code)


def _use_app_code(user_id: int, code: str) -> bool:
    statement = select(User.totp_secret, User.totp_step).where(User.id == user_id)
    secret, last_step = db.session.execute(statement).one_or_none() or (None, None)
    step = onetime.step_of(secret, code, time.time(), last_step) if secret else None
    if step is None:
        return False
    unused = or_(User.totp_step.is_(None), User.totp_step < step)  # somebody may have been faster
    use = update(User).where(User.id == user_id, User.totp_secret == secret, unused)
    return db.session.scalar(use.values(totp_step=step).returning(User.id)) is not None


def _use_recovery_code(user_id: int, code: str) -> bool:
    digest = onetime.recovery_key(code)
    use = delete(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.digest == digest)
    return db.session.scalar(use.returning(RecoveryCode.digest)) is not None


def offer(user_id: int) -> tuple[str, str]:
    """Make a secret for that user to take within OFFER_LIFETIME: (it, it signed). Nothing is stored."""
    secret = onetime.new_secret()
    return secret, str(_signer().dumps([user_id, secret]))


def offered(user_id: int, text: str) -> str | None:
    """Return the secret in what `offer` made for that user; None where it was not made, or long ago."""
    try:
        owner_id, secret = _signer().loads(text, max_age=OFFER_LIFETIME)
    except BadData:
        return None
    return str(secret) if owner_id == user_id else None


def enable(user_id: int, secret: str, step: int) -> list[str]:
    """Ask for codes after `step` from now on; return the recovery codes, none where it was on already."""
    free = update(User).where(User.id == user_id, User.totp_secret.is_(None))
    enabled = db.session.scalar(free.values(totp_secret=secret, totp_step=step).returning(User.id))
    return [] if enabled is None else renew_codes(user_id)


def renew_codes(user_id: int) -> list[str]:
    """Replace the recovery codes, of which only digests are kept; none where no second factor is set."""
    one_after_another = select(User.id).where(User.id == user_id, User.totp_secret.is_not(None))
    if db.session.scalar(one_after_another.with_for_update()) is None:
        return []
    _drop_codes(user_id)
    codes = onetime.recovery_codes()
    db.session.add_all(RecoveryCode(user_id=user_id, digest=onetime.recovery_key(code)) for code in codes)
    return codes


def disable(user_id: int) -> None:
    """Ask for no code any more; the recovery codes go too."""
    db.session.execute(update(User).where(User.id == user_id).values(totp_secret=None, totp_step=None))
    _drop_codes(user_id)


def _drop_codes(user_id: int) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def _signer() -> URLSafeTimedSerializer:
    config = current_app.config
    return URLSafeTimedSerializer(
        [*config["SECRET_KEY_FALLBACKS"], config["SECRET_KEY"]], salt="second factor"
    )
