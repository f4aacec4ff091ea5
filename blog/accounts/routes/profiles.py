"""One's own name, address and bio."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import current_user
from sqlalchemy import Row
from werkzeug.wrappers import Response

from blog.accounts import access, addresses, queries
from blog.accounts.forms import ProfileForm
from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from blog.lib import texts
from blog.site import models as site
from blog.web import reads, throttle
from blog.web.gate import anyone, needs
from blog.web.responses import page

bp = Blueprint("profiles", __name__)


@bp.get("/account")
@needs("reader")
def edit() -> Response:
    own = queries.profile(current_user.id) or abort(404)
    return _form(ProfileForm(obj=own, version=_version(own)))


@bp.post("/account")
@needs("reader")
def update() -> Response:
    form, own = ProfileForm(), queries.profile(current_user.id) or abort(404)
    form.but = current_user.id
    moves = form.validate() and (own.email or "").casefold() != (form.email.data or "").casefold()
    if form.errors:
        return _form(form, 422)
    if form.version.data and form.version.data != _version(own):
        form.version.data = _version(own)  # the next save is made in full view of the other
        return _form(form, 409, own)
    if moves and not access.knows_password(form.current_password):
        return _form(form, 422)
    if moves:  # counted before anybody learns whether the address is taken
        throttle.limit("address", 10, throttle.DAY, current_user.id)
    if form.username.data != own.username:
        throttle.limit("rename", 10, throttle.DAY, current_user.id)
    if form.name.data != own.name:  # every post of theirs is indexed anew
        throttle.limit("name", 20, throttle.DAY, current_user.id)
    site.take_turn()
    reads.refresh()
    if not form.is_still_free():
        db.session.rollback()
        return _form(form, 422)
    flash(_save(access.own_user(), form, moves))
    db.session.commit()
    return redirect(url_for("profiles.edit"), 303)


def _save(user: User, form: ProfileForm, moves: bool) -> str:
    """Fill the account in; return what to tell its owner."""
    before = (user.username, user.name, user.bio)
    if form.username.data != user.username:
        user.rename(form.username.data or "")
    user.name, user.bio = form.name.data or "", form.bio.data or ""
    if (user.username, user.name, user.bio) != before:
        site.raise_version()
    if moves:
        return f"Your profile is saved. {addresses.change(user, form.email.data or '')}"
    user.set_email(form.email.data or "")  # the same, perhaps in other letters
    return "Your profile is saved."


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
    return redirect("/account" if current_user.is_authenticated else "/login", 303)


def _version(own: Row[Any]) -> str:
    return texts.fingerprint("\0".join(value or "" for value in own))


def _form(form: ProfileForm, status: int = 200, other: Row[Any] | None = None) -> Response:
    """The form; with 409 also what another window saved meanwhile."""
    riders = () if form.errors else ("accounts/_riders.html",)
    return page("accounts/edit.html", block="form", status=status, riders=riders, form=form, other=other)
