"""Taking one's own along."""

from tempfile import TemporaryFile

from flask import Blueprint, abort, current_app, send_file
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import queries as accounts
from blog.database import begin_read_only, utcnow
from blog.media.storage import Folder
from blog.posts import queries
from blog.transfer import personal
from blog.web import throttle
from blog.web.gate import needs
from blog.web.responses import page

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
    folder = current_app.config["DATA_DIR"]
    file = TemporaryFile(dir=folder)  # noqa: SIM115  the answer closes it, and with that it is gone
    personal.write(accounts.by_id(current_user.id) or abort(404), Folder(folder / "media"), file)
    size = file.tell()
    file.seek(0)
    name = f"{current_user.username}-{utcnow():%Y-%m-%d}.zip"
    response = send_file(file, "application/zip", as_attachment=True, download_name=name)
    response.content_length = size
    return response
