"""The backups of the site: what there is, whether it restores, and one more on demand."""

from flask import Blueprint, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from blog.admin import standing
from blog.backups import keeping
from blog.extensions import db
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("backups", __name__)


@bp.get("")
@needs("admin")
def index() -> Response:
    settings = current_app.config["SETTINGS"]
    return page(
        "admin/backups/index.html", block="backups", backups=standing.read(settings), hour=keeping.HOUR
    )


@bp.post("")
@needs("admin")
def create() -> Response:
    if keeping.ask():
        db.session.commit()
        flash("A backup is being made. It will stand here once it is made and checked.")
    else:
        db.session.rollback()
        flash("A backup is being made already.")
    return redirect(url_for("backups.index"), 303)
