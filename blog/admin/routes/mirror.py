"""What a request looks like once it is here: only for `doctor`, which has left a token in the database."""

from typing import Any

from flask import Blueprint, request

from blog.admin import access
from blog.web import proxies
from blog.web.gate import anyone

bp = Blueprint("mirror", __name__)


@bp.get("/mirror/<token>")
@anyone
def show(token: str) -> Any:
    access.mirror_or_404(token)
    return {
        "scheme": request.scheme,
        "host": request.host,
        "address": request.remote_addr or "",
        "passed": proxies.count(request.environ),
    }
