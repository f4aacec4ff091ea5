"""Whom a token stands for, and who gets one."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, request
from sqlalchemy import Row

from blog.accounts import credentials, second_factor
from blog.accounts.models import ApiToken, User
from blog.api import jwts, problems, queries
from blog.database import utcnow
from blog.extensions import db
from blog.web import afterwards

MOST = 50  # tokens of one user
USED_EVERY = timedelta(minutes=10)

INVALID = "Send a token that stands, in the header “Authorization: Bearer …”."
FULL = f"There are {MOST} tokens already, which is the most. Revoke one that you no longer need."
CODE_NEEDED = "This account has a second factor: send a code that was not used yet as “otp”."


def bearer_or_401(scope: str) -> Row[Any]:
    """Return whoever the token at hand stands for.

    Only the header counts, neither a cookie nor the address. The same 401 whatever is wrong with the token;
    403 where it lacks `scope`.
    """
    sent = request.authorization
    claims = _claims(sent.token) if sent and sent.type == "bearer" and sent.token else None
    bearer = queries.bearer(*claims, utcnow()) if claims else None
    if bearer is None:
        problems.unauthorized(INVALID, "invalid_token")
    if scope not in bearer.scopes:
        problems.out_of_scope(scope)
    g.bearer = bearer
    return bearer


def _claims(text: str) -> tuple[str, int] | None:
    settings = current_app.config["SETTINGS"]
    return jwts.read(text, (settings.secret_key, *settings.secret_key_fallbacks), settings.base_url)


def issue(user_id: int, name: str, scopes: list[str], lifetime: timedelta) -> tuple[str, ApiToken] | None:
    """Make a token within the caller's transaction: (the text, which is kept nowhere, its row).

    None where the user has MOST already.
    """
    now, settings = utcnow(), current_app.config["SETTINGS"]
    if queries.make_room(user_id, now) >= MOST:
        return None
    token_id, expires = secrets.token_hex(16), now + lifetime
    row = ApiToken(id=token_id, user_id=user_id, name=name, scopes=scopes, created_at=now, expires_at=expires)
    db.session.add(row)
    return jwts.sign(settings.secret_key, settings.base_url, token_id, user_id, now, expires), row


def user_or_401(login: str, password: str, code: str) -> User:
    """Return whoever proves to be one, as at the login form; a code of the second factor is used up.

    Slow: call it before anything is written. Raises TooManyRequests for who goes on guessing.
    """
    user = credentials.who(login, password)
    if user is None:
        problems.unauthorized(credentials.WRONG, "wrong_credentials")
    if user.totp_secret and not (code and _is_right(user.id, code)):
        problems.unauthorized(CODE_NEEDED, "otp_required")
    return user


def _is_right(user_id: int, code: str) -> bool:
    db.session.rollback()  # the attempt is counted beside the transaction, which must not be in its way
    credentials.limit_codes(user_id)
    return second_factor.check(user_id, code)


def note_use(response: Response) -> Response:
    """After the answer, now and then: remember when the token was last used."""
    bearer = g.get("bearer")
    if bearer is not None and (bearer.used_at is None or bearer.used_at < utcnow() - USED_EVERY):
        afterwards.note(response, lambda: queries.touch(bearer.token_id, utcnow()))
    return response
