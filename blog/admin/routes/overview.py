"""The way in for those who look after the site: what waits, and what was done last."""

from flask import Blueprint, current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.admin import queries, standing
from blog.comments import logbook, queue
from blog.database import utcnow
from blog.web import figures, proxies
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("overview", __name__)

LATEST = 5


@bp.get("")
@needs("editor")
def index() -> Response:
    entries, _ = logbook.page()
    admin = current_user.may("admin")
    return page(
        "admin/overview.html",
        "overview",
        waiting=queue.waiting(),
        many=queue.MANY,
        entries=entries[:LATEST],
        people=queries.people(utcnow()) if admin else None,
        backups=standing.read(current_app.config["SETTINGS"]) if admin else None,
        complaint=_complaint() if admin else None,
        figures_on=figures.are_on(),
    )


def _complaint() -> str | None:
    """What is wrong with the number of proxies, by the request at hand; a tunnel has none."""
    if proxies.is_local(request.environ):
        return None
    hops = current_app.config["SETTINGS"].proxy_hops
    return proxies.complaint(proxies.count(request.environ), hops)
