"""For machines that watch: is the process alive, is the site fit to serve."""

import os

from flask import Blueprint, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.extensions import db
from blog.web.gate import anyone

bp = Blueprint("health", __name__)

MIN_FREE = 50 * 1024 * 1024  # bytes


@bp.get("/healthz")
@anyone
def alive() -> Response:
    return _text("ok")


@bp.get("/readyz")
@anyone
def ready() -> Response:
    problems = [*_database_problems(), *_disk_problems()]
    return _text("\n".join(problems), 503) if problems else _text("ok")


def _database_problems() -> list[str]:
    try:
        state = schema.state(db.session.connection())
    except SQLAlchemyError:
        return ["the database does not answer"]
    return [] if state == "current" else [f"the database is {state}: see `flask --app main db upgrade`"]


def _disk_problems() -> list[str]:
    folder = current_app.config["DATA_DIR"]
    if not os.access(folder, os.W_OK):
        return ["the data directory cannot be written to"]
    stats = os.statvfs(folder)
    return ["the disk is nearly full"] if stats.f_bavail * stats.f_frsize < MIN_FREE else []


def _text(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
