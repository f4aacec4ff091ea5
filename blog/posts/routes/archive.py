"""All posts by year and month, to browse."""

import re
from datetime import datetime

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.lib import cursors
from blog.posts import archive
from blog.posts.archive import Period
from blog.web.cache import public
from blog.web.gate import anyone
from blog.web.pagination import MAX_ID
from blog.web.responses import page

bp = Blueprint("archive", __name__)


@bp.get("/archive")
@anyone
@public()
def index() -> Response:
    years = archive.years(current_app.config["SETTINGS"].timezone, utcnow())
    return page("archive/index.html", block="years", years=years)


@bp.get("/archive/<year>")
@anyone
@public("before")
def year(year: str) -> Response:
    return _show("archive/year.html", _period_or_404(year))


@bp.get("/archive/<year>/<month>")
@anyone
@public("before")
def month(year: str, month: str) -> Response:
    return _show("archive/month.html", _period_or_404(year, month))


def _show(template: str, period: Period) -> Response:
    """The posts of a period; one that has none does not exist for readers."""
    if request.path != period.path:
        return redirect(period.path, 301)  # /archive/2015/5
    now, before = utcnow(), _cursor_or_404()
    listing = archive.listing(period, before, now)
    if not listing.months:
        abort(404)
    later, earlier = archive.beside(period, now)
    counts = archive.months(period, now)
    return page(
        template,
        block="period",
        period=period,
        listing=listing,
        counts=counts,
        later=later,
        earlier=earlier,
        continued=before is not None,
    )


def _period_or_404(year: str, month: str | None = None) -> Period:
    if not re.fullmatch("[0-9]{4}", year) or not re.fullmatch("[0-9]{1,2}", month or "1"):
        abort(404)
    try:
        return Period(current_app.config["SETTINGS"].timezone, int(year), int(month) if month else None)
    except ValueError:
        abort(404)


def _cursor_or_404() -> tuple[datetime, int] | None:
    text = request.args.get("before")
    if text is None:
        return None
    try:
        moment, id = cursors.decode(text)
    except ValueError:
        abort(404)
    return (moment, id) if id <= MAX_ID else abort(404)
