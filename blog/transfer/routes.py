"""Taking one's own along."""

import logging
from contextlib import ExitStack
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from flask import Blueprint, abort, current_app, send_file
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import queries as accounts
from blog.accounts.models import User
from blog.database import begin_read_only, utcnow
from blog.lib import lazily
from blog.media import storage
from blog.media.bucket import Unavailable
from blog.posts import queries
from blog.web import throttle
from blog.web.gate import needs
from blog.web.responses import page

if TYPE_CHECKING:
    from blog.transfer import personal
else:
    personal = lazily.module("blog.transfer.personal")

LOGGER = logging.getLogger("quire")

bp = Blueprint("transfer", __name__)


@bp.get("/account/export")
@needs("reader")
def export() -> Response:
    return page("transfer/export.html", block="export", tally=queries.tally(current_user.id, utcnow()))


@bp.post("/account/export")
@needs("reader")
def download() -> Response:
    throttle.limit("export", 10, throttle.HOUR, current_user.id)
    begin_read_only(True)  # it takes a while, and others want to write
    file = _written(accounts.by_id(current_user.id) or abort(404))
    size = file.seek(0, SEEK_END)
    file.seek(0)
    name = f"{current_user.username}-{utcnow():%Y-%m-%d}.zip"
    response = send_file(file, "application/zip", as_attachment=True, download_name=name)
    response.content_length = size
    return response


def _written(user: User) -> IO[bytes]:
    with ExitStack() as undone:
        file = undone.enter_context(TemporaryFile(dir=current_app.config["DATA_DIR"]))
        try:
            personal.write(user, storage.of(current_app), file)
        except Unavailable as error:
            LOGGER.error("%s", error)
            abort(503, "Your pictures are kept elsewhere, and do not answer just now. Try again in a moment.")
        undone.pop_all()  # the answer closes it, and with that it is gone
    return file
