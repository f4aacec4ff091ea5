"""Where one is signed in."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import sessions
from blog.extensions import db
from blog.lib.devices import describe
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("devices", __name__)


@bp.get("/account/sessions")
@needs("reader")
def index() -> Response:
    rows = [(row, describe(row.user_agent)) for row in sessions.open_of(current_user.id)]
    return page("accounts/sessions.html", block="sessions", rows=rows)


@bp.post("/account/sessions/<digest>/delete")
@needs("reader")
def delete(digest: str) -> Response:
    if not sessions.end(current_user.id, only=digest):
        abort(404)
    db.session.commit()
    flash("That device is signed out.")
    return redirect(url_for("devices.index"), 303)


@bp.post("/account/sessions/delete")
@needs("reader")
def delete_others() -> Response:
    sessions.end(current_user.id, but=current_user.digest)
    db.session.commit()
    flash("You are signed out everywhere else.")
    return redirect(url_for("devices.index"), 303)
