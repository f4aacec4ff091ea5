"""Keeping somebody out, and letting them in again."""

from flask import Blueprint
from werkzeug.wrappers import Response

from blog.accounts import administration, sessions
from blog.admin import access
from blog.admin.cards import done, refused
from blog.extensions import db
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("restrictions", __name__)
bp.register_error_handler(administration.RefusedError, refused)


@bp.get("/<int:id>/disable")
@needs("admin")
def new(id: int) -> Response:
    return page("admin/users/disable.html", block="confirmation", person=access.person_or_404(id))


@bp.post("/<int:id>/disable")
@needs("admin")
def create(id: int) -> Response:
    user = access.user_or_404(id)
    administration.disable(user)
    db.session.commit()
    return done(id, f"{user.name} is disabled, and signed out everywhere.")


@bp.post("/<int:id>/enable")
@needs("admin")
def delete(id: int) -> Response:
    user = access.user_or_404(id)
    administration.enable(user)
    db.session.commit()
    return done(id, f"{user.name} is enabled.")


@bp.post("/<int:id>/sign-out")
@needs("admin")
def sign_out(id: int) -> Response:
    user = access.user_or_404(id)
    sessions.end(user.id)
    db.session.commit()
    return done(id, f"{user.name} is signed out everywhere.")
