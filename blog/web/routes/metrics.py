"""Numbers for whoever watches over the site: not for readers."""

from hmac import compare_digest

from flask import Blueprint, Response, abort, current_app, request

from blog.config import Settings
from blog.extensions import db
from blog.web import proxies
from blog.web.gate import anyone
from blog.web.metrics import exposition

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
@anyone
def show() -> Response:
    _refuse_strangers(current_app.config["SETTINGS"])
    parts = current_app.extensions
    text = exposition.text(parts["numbers"].sum(), parts["readiness"].backlog(), db.engine.dialect.name)
    return Response(text, content_type=exposition.MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _refuse_strangers(settings: Settings) -> None:
    token = settings.metrics_token
    if not token and not proxies.is_local(request.environ):
        abort(404)
    sent = request.headers.get("Authorization", "").encode("utf-8", "replace")
    if token and not compare_digest(sent, f"Bearer {token}".encode()):
        abort(403, "The numbers of this site need its BLOG_METRICS_TOKEN.")
