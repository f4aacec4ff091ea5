"""Pictures of posts, as files that only an `<img>` shows."""

import re

from flask import Blueprint, Response, abort, current_app, send_from_directory

from blog.lib import images
from blog.media.storage import Folder
from blog.web.gate import anyone
from blog.web.security import MEDIA_CSP

bp = Blueprint("media", __name__)

TYPES = {
    "webp": "image/webp",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}
NAME = re.compile(rf"[a-z2-7]{{26}}(-({'|'.join(map(str, images.WIDTHS))}))?")


@bp.get("/<name>.<extension>")
@anyone
def show(name: str, extension: str) -> Response:
    if not NAME.fullmatch(name) or extension not in TYPES:
        abort(404)
    path = Folder(current_app.config["DATA_DIR"] / "media").path(f"{name}.{extension}")
    response = send_from_directory(path.parent, path.name, mimetype=TYPES[extension], max_age=31536000)
    response.headers["Content-Security-Policy"] = MEDIA_CSP
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # feeds are read on other sites
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
