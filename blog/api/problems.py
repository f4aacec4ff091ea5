"""Errors for programs: problem documents (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Response, abort
from werkzeug.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


def document(status: int, detail: str, code: str = "", **members: Any) -> Response:
    """Make the answer; `code` names the kind of problem where its status does not say it."""
    body = {
        "type": f"urn:quire:problem:{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"code": code} if code else {}),
        **members,
    }
    answer = Response(json.dumps(body, ensure_ascii=False) + "\n", status, mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def render(error: HTTPException) -> Response:
    """Make the answer to an error that was raised anywhere under `/api`."""
    return document(error.code or 500, error.description or "")


def unauthorized(detail: str, code: str) -> NoReturn:
    """Refuse who did not prove who they are."""
    answer = document(401, detail, code)
    answer.headers["WWW-Authenticate"] = "Bearer"
    abort(answer)


def out_of_scope(scope: str) -> NoReturn:
    """Refuse a token that was made for less."""
    answer = document(403, f"This token lacks the scope “{scope}”.", "insufficient_scope", scope=scope)
    answer.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'
    abort(answer)


def invalid(errors: dict[str, str]) -> NoReturn:
    """Refuse a document whose fields are wrong: {name of the field: what to do about it}."""
    listed = [{"pointer": f"#/{name}", "detail": text} for name, text in errors.items()]
    abort(document(422, "Some fields need another look.", "invalid", errors=listed))
