"""One's own second factor: turning it on and off, and recovery codes."""

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access, second_factor, sessions
from blog.accounts.second_forms import OwnPasswordForm, SetUpForm
from blog.extensions import db
from blog.lib import onetime
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("second_factor", __name__)

OFF = "Your second factor is off already."


@bp.get("/account/two-factor")
@needs("reader")
def show() -> Response:
    if second_factor.is_set(current_user.id):
        return _status()
    return _set_up(SetUpForm(formdata=None))


@bp.post("/account/two-factor")
@needs("reader")
def create() -> Response:
    form = SetUpForm()
    if not (form.validate() and access.knows_password(form.current_password)):
        return _set_up(form, 422)
    codes = second_factor.enable(current_user.id, form.secret, form.step)
    if not codes:
        db.session.rollback()
        flash("Your second factor is on already.")
        return redirect(url_for(".show"), 303)
    sessions.end(current_user.id, but=current_user.digest)
    db.session.commit()
    flash("Your second factor is on. All your other sessions have ended.")
    return _codes(codes)


@bp.post("/account/two-factor/recovery-codes")
@needs("reader")
def recovery_codes() -> Response:
    form = _own_password_form()
    if not access.knows_password(form.current_password):
        return _status(422, codes_form=form)
    codes = second_factor.renew_codes(current_user.id) or abort(404, OFF)
    db.session.commit()
    return _codes(codes)


@bp.post("/account/two-factor/delete")
@needs("reader")
def delete() -> Response:
    form = _own_password_form()
    if not access.knows_password(form.current_password):
        return _status(422, off_form=form)
    second_factor.disable(current_user.id)
    db.session.commit()
    flash("Your second factor is off. Your password alone signs you in.")
    return redirect(url_for(".show"), 303)


def _own_password_form() -> OwnPasswordForm:
    if not second_factor.is_set(current_user.id):
        abort(404, OFF)
    return OwnPasswordForm()


def _set_up(form: SetUpForm, status: int = 200) -> Response:
    """The form with the secret that it came with, or a new one where that is too old."""
    secret = second_factor.offered(current_user.id, form.encoded_secret.data or "")
    if secret is None:
        secret, form.encoded_secret.data = second_factor.offer(current_user.id)
    issuer = current_app.config["SETTINGS"].title
    link = onetime.address(secret, current_user.username, issuer)
    size, path = onetime.qr_path(link)
    drawing = {"size": size, "path": path, "link": link, "secret": secret}
    return page("second_factor/new.html", block="factor", status=status, form=form, drawing=drawing)


def _status(
    status: int = 200, codes_form: OwnPasswordForm | None = None, off_form: OwnPasswordForm | None = None
) -> Response:
    return page(
        "second_factor/show.html",
        block="factor",
        status=status,
        left=second_factor.codes_left(current_user.id),
        codes_form=codes_form or OwnPasswordForm(formdata=None),
        off_form=off_form or OwnPasswordForm(formdata=None),
    )


def _codes(codes: list[str]) -> Response:
    """The only time that these are shown: nothing keeps them but their reader."""
    return page("second_factor/codes.html", block="factor", codes=codes)
