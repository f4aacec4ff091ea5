"""Links that permit one act: shown or mailed once, stored as a digest."""

from datetime import timedelta
from typing import Any

from flask import current_app

from blog.accounts.models import OneTimeToken
from blog.database import utcnow
from blog.extensions import db
from blog.lib import tokens

ADDRESSES = {
    "email": "/account/email/",
    "invite": "/register?invite=",
    "reset": "/reset/",
    "setup": "/setup/",
}


def issue(purpose: str, lifetime: timedelta, user_id: int | None = None, **details: Any) -> str:
    """Add a one-time token within the caller's transaction; return the link that carries it.

    `purpose` is a key of ADDRESSES, `details` go into the token's row. Nothing can show the link again.
    """
    token = tokens.new()
    db.session.add(
        OneTimeToken(
            digest=tokens.digest(token),
            purpose=purpose,
            user_id=user_id,
            details=details,
            expires_at=utcnow() + lifetime,
        )
    )
    base_url: str = current_app.config["SETTINGS"].base_url
    return f"{base_url}{ADDRESSES[purpose]}{token}"
