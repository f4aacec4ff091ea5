"""Light, dark or as the system says: one cookie, no account, no script."""

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from blog.web import themes
from blog.web.gate import anyone, without_token
from blog.web.security import local_target

bp = Blueprint("theme", __name__)


@bp.post("/theme")
@anyone
@without_token
def update() -> Response:
    choice = request.form.get("theme")
    if choice not in themes.CHOICES:
        abort(400, "A theme is system, light or dark.")
    response = redirect(local_target(request.form.get("next")) or "/", 303)
    response.set_cookie(
        themes.COOKIE,
        choice,
        max_age=themes.MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
