"""What happened to one's comments and posts, and which of it comes by mail."""

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.comments import inbox, notices, queue, subscriptions
from blog.config import Settings
from blog.database import utcnow
from blog.extensions import db
from blog.site import mail
from blog.web.gate import needs
from blog.web.pagination import MAX_ID
from blog.web.responses import page

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@needs("reader")
def index() -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    before = _id(request.args["before"]) if "before" in request.args else None
    shown, older = inbox.page(current_user.id, before or MAX_ID, utcnow())
    return page(
        "notifications/index.html",
        "notifications",
        riders=("notifications/_riders.html",),
        days=inbox.by_day(shown, settings.timezone),
        before=before,
        older=older,
        unread=inbox.unread(current_user.id),
        many=inbox.MANY,
        waiting=queue.waiting() if current_user.may("editor") else 0,
        wanted=subscriptions.wanted(current_user.id),
        mails=mail.works(settings),
    )


@bp.post("/notifications/read")
@needs("reader")
def update() -> Response:
    if "notification" in request.form:
        notices.mark_read(current_user.id, [_id(text) for text in request.form.getlist("notification")])
    else:
        notices.mark_read(current_user.id, None, _id(request.form.get("until", "")))
        flash("All of it is marked as read.")
    db.session.commit()
    before = _id(request.form["before"]) if request.form.get("before") else None
    return redirect(url_for("notifications.index", before=before), 303)


@bp.post("/notifications/mail")
@needs("reader")
def choose() -> Response:
    subscriptions.choose(current_user.id, request.form.getlist("mail"))
    db.session.commit()
    flash("Your choice is saved.")
    return redirect(url_for("notifications.index"), 303)


def _id(text: str) -> int:
    """The id that a page of this site wrote; 400 for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_ID)):
        abort(400, "That is none of your notifications. Nothing was changed.")
    return min(int(text), MAX_ID)
