"""The way in for those who look after the site: what waits, and what was done last."""

from flask import Blueprint
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.admin import queries
from blog.comments import logbook, queue
from blog.database import utcnow
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("overview", __name__)

LATEST = 5


@bp.get("")
@needs("editor")
def index() -> Response:
    entries, _ = logbook.page()
    people = queries.people(utcnow()) if current_user.may("admin") else None
    return page(
        "admin/overview.html",
        "overview",
        waiting=queue.waiting(),
        many=queue.MANY,
        entries=entries[:LATEST],
        people=people,
    )
