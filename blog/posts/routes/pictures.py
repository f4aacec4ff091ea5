"""Pictures of authors: brought while they write, listed, thrown away."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.extensions import db
from blog.lib.images import ImageError
from blog.media.models import Media
from blog.posts import albums, forms, pictures
from blog.posts.routes import editor
from blog.site import models as site
from blog.web import reads, throttle
from blog.web.gate import needs, takes
from blog.web.pagination import MAX_ID
from blog.web.responses import page, partials, wants_fragment
from blog.web.security import local_target

bp = Blueprint("pictures", __name__)

SHOWN = "A post or its history, a draft or the about page shows it. Only what nothing shows can be deleted."


@bp.get("")
@needs("author")
def index() -> Response:
    return _list()


@bp.post("")
@needs("author")
@takes(editor.PICTURE)
def create() -> Response:
    throttle.limit("picture", 120, throttle.HOUR, current_user.id)
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise ImageError("Choose a picture first.")
        picture = pictures.store(file.read(), file.filename, current_user.id)
    except ImageError as error:
        return _refused(str(error))
    except OSError as error:
        return _refused(editor.storage_failed(error), 503)
    db.session.commit()
    reads.refresh()
    return _added(picture)


@bp.get("/<key>/delete")
@needs("author")
def confirm(key: str) -> Response:
    picture = _own_picture_or_404(key)
    return page("media/delete.html", "confirmation", picture=picture, problem=albums.is_shown(key) and SHOWN)


@bp.post("/<key>/delete")
@needs("author")
def delete(key: str) -> Response:
    picture = _own_picture_or_404(key)
    site.take_turn()
    if albums.is_shown(key):
        return _still_shown(picture)
    albums.remove(picture)
    db.session.commit()
    flash(f"“{picture.filename}” is deleted.")
    return redirect(url_for("pictures.index", unused=1 if _only_unused() else None), 303)


def _own_picture_or_404(key: str) -> Media:
    """Return the picture, if it is theirs who is signed in, or they look after everybody's."""
    picture = pictures.stored(key)
    if picture is None or not (picture.owner_id == current_user.id or current_user.may("editor")):
        abort(404, "There is no such picture of yours. It may have been deleted.")
    return picture


def _added(picture: Media) -> Response:
    """Back to the list, if it came from there; else the Markdown to insert."""
    if target := local_target(request.form.get("next")):
        flash(f"“{picture.filename}” is here.")
        return redirect(target, 303)
    markdown = f"![Describe this picture]({picture.path})"
    if forms.was_sent() and not wants_fragment():
        return editor.with_picture(picture.path)
    own = pictures.recent(current_user.id, editor.COVERS)
    return page(
        "media/added.html",
        "added",
        riders=("media/_covers.html",),
        markdown=markdown,
        covers=own if picture.path in (row.path for row in own) else [picture, *own],
        chosen=request.form.get("cover", ""),
    )


def _refused(reason: str, status: int = 422) -> Response:
    """Say why; whatever was typed around it stays."""
    if wants_fragment():
        notice = {"title": "That picture was not added.", "text": reason}
        return partials("media/_refused.html", "shared/_notice.html", status=status, **notice)
    if forms.was_sent():
        return editor.without_picture(reason, status)
    return _list(status, reason)


def _still_shown(picture: Media) -> Response:
    if wants_fragment():
        return partials("shared/_notice.html", status=409, title="It is in use.", text=SHOWN)
    return page("media/delete.html", "confirmation", 409, picture=picture, problem=SHOWN)


def _list(status: int = 200, problem: str = "") -> Response:
    everybody, before = current_user.may("editor"), _before()
    album = albums.listing(None if everybody else current_user.id, before, _only_unused())
    return page(
        "media/index.html",
        "pictures",
        status,
        riders=() if before else ("media/_field.html",),
        album=album,
        everybody=everybody,
        unused=_only_unused(),
        continued=before is not None,
        focus="focus" in request.args,
        problem=problem,
    )


def _only_unused() -> bool:
    return request.args.get("unused") == "1"


def _before() -> int | None:
    text = request.args.get("before")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_ID))):
        abort(404)
    return min(int(text), MAX_ID)
