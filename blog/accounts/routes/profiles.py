"""One's own name, address and bio."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access, addresses, queries
from blog.accounts.forms import EMAIL_TAKEN, NAME_TAKEN, ProfileForm
from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site
from blog.web import reads, throttle
from blog.web.gate import anyone, needs
from blog.web.responses import page

bp = Blueprint("profiles", __name__)


@bp.get("/account")
@needs("reader")
def edit() -> Response:
    return _form(ProfileForm(obj=queries.profile(current_user.id)))


@bp.post("/account")
@needs("reader")
def update() -> Response:
    form = ProfileForm()
    form.but = current_user.id
    moves = form.validate() and _wants_another_address(form)
    if form.errors or (moves and not access.knows_password(form.current_password)):
        return _form(form, 422)
    site.take_turn()
    reads.refresh()
    if not _is_still_free(form):
        db.session.rollback()
        if form.email.errors:
            throttle.limit("taken", 10, throttle.HOUR, throttle.address())
        return _form(form, 422)
    user = access.own_user()
    _fill(user, form)
    if moves:
        flash(addresses.change(user, form.email.data or ""))
    site.raise_version()
    db.session.commit()
    flash("Your profile is saved.")
    return redirect(url_for("profiles.edit"), 303)


@bp.get("/account/email/<token>")
@anyone
def confirmation(token: str) -> Response:
    found = queries.token("email", token, utcnow()) or abort(404, addresses.STALE)
    return page("accounts/email.html", block="form", email=found.details["email"], token=token)


@bp.post("/account/email/<token>")
@anyone
def confirm(token: str) -> Response:
    site.take_turn()
    if not addresses.confirm(token):
        abort(404, addresses.STALE)
    db.session.commit()
    flash("Your new email address is confirmed.")
    return redirect("/", 303)


def _wants_another_address(form: ProfileForm) -> bool:
    own = queries.profile(current_user.id)
    return bool(own and (own.email or "").casefold() != (form.email.data or "").casefold())


def _is_still_free(form: ProfileForm) -> bool:
    if queries.username_is_taken(form.username.data or "", current_user.id):
        form.username.errors = [NAME_TAKEN]
    if queries.email_is_taken(form.email.data or "", current_user.id):
        form.email.errors = [EMAIL_TAKEN]
    return not form.errors


def _fill(user: User, form: ProfileForm) -> None:
    if form.username.data != user.username:
        user.rename(form.username.data or "")
    user.name, user.bio = form.name.data or "", form.bio.data or ""


def _form(form: ProfileForm, status: int = 200) -> Response:
    riders = () if form.errors else ("accounts/_riders.html",)
    return page("accounts/edit.html", block="form", status=status, riders=riders, form=form)
