"""Pictures of posts, as files that only an `<img>` shows."""

import logging
import re
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Blueprint, Response, abort, current_app, request, send_from_directory
from werkzeug.wsgi import FileWrapper

from blog.lib import images
from blog.media import storage
from blog.media.bucket import Stored, Unavailable
from blog.media.folder import Folder
from blog.web.gate import anyone
from blog.web.security import MEDIA_CSP

LOGGER = logging.getLogger("quire")

bp = Blueprint("media", __name__)

TYPES = {
    "webp": "image/webp",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}
FOR_A_YEAR = 31_536_000  # seconds
IN_MEMORY = 256 * 1024  # bytes of an answer; more of it waits in a file
NAME = re.compile(rf"[a-z2-7]{{26}}(-({'|'.join(map(str, images.WIDTHS))}))?")


@bp.get("/<name>.<extension>")
@anyone
def show(name: str, extension: str) -> Response:
    if not NAME.fullmatch(name) or extension not in TYPES:
        abort(404)
    response = _sent(f"{name}.{extension}", TYPES[extension])
    response.headers["Content-Security-Policy"] = MEDIA_CSP
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # feeds are read on other sites
    response.cache_control.public = True
    response.cache_control.max_age = FOR_A_YEAR
    response.cache_control.immutable = True
    return response


def _sent(name: str, media_type: str) -> Response:
    media = storage.of(current_app)
    if isinstance(media, Folder):
        path = media.path(name)
        return send_from_directory(path.parent, path.name, mimetype=media_type, max_age=FOR_A_YEAR)
    try:
        return _fetched(media.open(name), media_type)
    except FileNotFoundError:
        abort(404)
    except Unavailable as error:
        LOGGER.error("%s", error)
        abort(503, "The pictures are kept elsewhere, and do not answer just now. Try again in a moment.")


def _fetched(stored: Stored, media_type: str) -> Response:
    """The answer for a file of the bucket, fetched whole: nothing has been promised if that fails."""
    response = Response(mimetype=media_type)
    response.set_etag(stored.etag)
    response.last_modified = stored.modified
    response.make_conditional(request)
    if response.status_code == 200:
        response.content_length = stored.size
        if request.method == "GET":
            response.response = FileWrapper(_spooled(stored), IN_MEMORY)
    return response


def _spooled(stored: Stored) -> IO[bytes]:
    with ExitStack() as undone:
        file = undone.enter_context(SpooledTemporaryFile(IN_MEMORY, dir=current_app.config["DATA_DIR"]))
        for piece in stored.pieces:
            file.write(piece)
        undone.pop_all()  # the answer closes it
    file.seek(0)
    return file
