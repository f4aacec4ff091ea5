"""What moderators did, and the way to take it back."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.admin import desks
from blog.comments import logbook, undoing
from blog.extensions import db
from blog.web.gate import needs
from blog.web.responses import leave, page
from blog.web.security import local_target

bp = Blueprint("log", __name__)


@bp.get("")
@needs("editor")
def index() -> Response:
    before = desks.id_or_404("before")
    entries, older = logbook.page(before)
    return page("admin/log/index.html", "log", entries=entries, older=older, before=before)


@bp.post("/<key>/undo")
@needs("editor")
def undo(key: str) -> Response:
    batch = undoing.undo(key, current_user.id)
    if batch is None:
        abort(404, "The log holds no such thing. What is older than a year is forgotten.")
    flash(desks.undone(batch))
    db.session.commit()
    back = local_target(request.args.get("next"))
    return leave(back) if back else redirect(url_for("log.index", before=desks.id_or_404("before")), 303)
