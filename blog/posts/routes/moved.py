"""Addresses of the sites that posts came from."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.posts import queries

bp = Blueprint("moved", __name__)


# Every method, so that an address nobody knows answers 404 and not 405.
@bp.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def show(path: str) -> Response:
    slug = queries.slug_at(path, utcnow()) if request.method in ("GET", "HEAD") else None
    if slug is None:
        abort(404)
    return redirect(url_for("posts.show", slug=slug), 301)
