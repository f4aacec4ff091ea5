"""JSON for programs that carry a token. No cookie counts here."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, url_for

from blog.api import access, bodies, problems
from blog.api.forms import token_request_or_422
from blog.extensions import db
from blog.web.gate import anyone, without_token

bp = Blueprint("api", __name__)
bp.after_request(access.note_use)

LIFETIME = timedelta(days=90)


@bp.after_request
def keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/tokens")
@anyone
@without_token
def create_token() -> tuple[dict[str, Any], int]:
    wanted = token_request_or_422(bodies.read())
    user = access.user_or_401(wanted.email, wanted.password, wanted.otp)
    made = access.issue(user.id, wanted.name, wanted.scopes, LIFETIME)
    if made is None:
        abort(problems.document(409, access.FULL, "too_many_tokens"))
    text, row = made
    answer = {
        "token": text,
        "name": row.name,
        "scopes": row.scopes,
        "expires_at": row.expires_at.isoformat(timespec="seconds"),
    }
    db.session.commit()
    return answer, 201


@bp.get("/me")
@anyone
def me() -> dict[str, Any]:
    person, site = access.bearer_or_401("read"), current_app.config["SETTINGS"].base_url
    return {
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "email": person.email,
        "bio": person.bio,
        "avatar_url": f"{site}/avatars/{person.avatar}.webp" if person.avatar else None,
        "url": site + url_for("authors.show", username=person.username),
        "created_at": person.created_at.isoformat(timespec="seconds"),
    }
