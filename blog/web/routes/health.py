"""For machines that watch: is the process alive, is the site fit to serve."""

from flask import Blueprint, Response, current_app

from blog.web.gate import anyone

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@anyone
def alive() -> Response:
    return _text(["ok"])


@bp.get("/readyz")
@anyone
def ready() -> Response:
    problems, warnings = current_app.extensions["readiness"].judge()
    lines = [f"warning: {warning}" for warning in warnings]
    return _text([*problems, *lines], 503) if problems else _text(["ok", *lines])


def _text(lines: list[str], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response("\n".join(lines) + "\n", status, mimetype="text/plain", headers=headers)
