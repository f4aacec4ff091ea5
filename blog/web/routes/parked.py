"""A form that waited while its sender signed in again."""

from flask import Blueprint, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.extensions import db
from blog.site import parking
from blog.web.gate import needs
from blog.web.refusals import COOKIE
from blog.web.responses import page

bp = Blueprint("parked", __name__)


@bp.get("/parked")
@needs("reader")
def show() -> Response:
    form = parking.find(request.cookies.get(COOKIE, ""), current_user.id)
    if form is None:
        return redirect("/", 303)
    return page("forms/again.html", block="form", action=form.path, pairs=form.pairs, reason="parked")


@bp.post("/parked/delete")
@needs("reader")
def delete() -> Response:
    if form := parking.find(request.cookies.get(COOKIE, ""), current_user.id):
        db.session.delete(form)
        db.session.commit()
    response = redirect("/", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response
