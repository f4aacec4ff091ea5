"""One's own picture, and everybody's at its address."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access, avatars
from blog.accounts.forms import PictureForm
from blog.extensions import db
from blog.site import models as site
from blog.web import throttle
from blog.web.gate import anyone, needs
from blog.web.responses import page
from blog.web.security import MEDIA_CSP

bp = Blueprint("avatars", __name__)

FOR_GOOD = "public, max-age=31536000, immutable"


@bp.get("/account/avatar")
@needs("reader")
def edit() -> Response:
    return _page(PictureForm(), riders=("avatars/_own.html",))


@bp.post("/account/avatar")
@needs("reader")
def update() -> Response:
    throttle.limit("avatar", 60, throttle.HOUR, current_user.id)
    form = PictureForm()
    if not form.validate():
        return _page(form, 422)
    site.take_turn()  # always before the account, or two of us wait for each other
    avatars.replace(access.own_user(), form.portrait)
    site.raise_version()
    db.session.commit()
    flash("Your picture is saved.")
    return redirect(url_for("avatars.edit"), 303)


@bp.post("/account/avatar/preview")
@needs("reader")
def preview() -> Response:
    throttle.limit("preview", 120, throttle.HOUR, current_user.id)
    form = PictureForm()
    if not form.validate():
        return _page(form, 422)
    return _page(form, finished=avatars.encoded(form.portrait))


@bp.post("/account/avatar/delete")
@needs("reader")
def delete() -> Response:
    site.take_turn()
    avatars.remove(access.own_user())
    site.raise_version()
    db.session.commit()
    flash("Your picture is gone; your initials stand in for it.")
    return redirect(url_for("avatars.edit"), 303)


@bp.get("/avatars/<key>.webp")
@anyone
def show(key: str) -> Response:
    name, small = key.removesuffix("-small"), key.endswith("-small")
    data = avatars.file(name, small)
    if data is None:
        abort(404)
    headers = {"Cache-Control": FOR_GOOD, "Content-Security-Policy": MEDIA_CSP}
    return Response(data, mimetype="image/webp", headers=headers)


def _page(form: PictureForm, status: int = 200, finished: str = "", riders: tuple[str, ...] = ()) -> Response:
    """Answer with the form. What stands in the header changes with a save alone: a preview may come late."""
    riders = ("avatars/_said.html", *riders)
    return page("avatars/edit.html", "picture", status, riders=riders, form=form, finished=finished)
