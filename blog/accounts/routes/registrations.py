"""Making an account."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, request
from sqlalchemy import Row
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from blog.accounts import access, joining, passwords, queries
from blog.accounts.forms import RegistrationForm
from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site
from blog.web import throttle
from blog.web.gate import anyone
from blog.web.responses import leave, page
from blog.web.security import local_target

bp = Blueprint("registrations", __name__)


@bp.get("/register")
@anyone
def new() -> Response:
    access.invitation_or_404()
    return _form(RegistrationForm(request.args))


@bp.post("/register/check/<any(username, email, password, confirm_password):name>")
@anyone
def check(name: str) -> Response:
    try:
        throttle.limit("check", 120, throttle.MINUTE, throttle.address())
    except TooManyRequests:
        return Response(status=204)
    access.invitation_or_404()
    form = RegistrationForm()
    form.only = name
    form.validate()
    if not form[name].data:
        form[name].errors = []  # nobody is told off for a field that they have not come to yet
    # A password that changes makes its confirmation right or wrong.
    riders = (
        ("registrations/_confirmation.html",) if name == "password" and form.confirm_password.data else ()
    )
    return page("registrations/check.html", "field", riders=riders, form=form, name=name)


@bp.post("/register")
@anyone
def create() -> Response:
    throttle.limit("register", 60, 10 * throttle.MINUTE, throttle.address())
    throttle.limit("registers", 300, throttle.DAY, throttle.address())
    access.invitation_or_404()
    form = RegistrationForm()
    if not form.validate():
        return _form(form, 422)
    hashed = passwords.hash(form.password.data or "")  # slow, so before anything is locked
    site.take_turn()
    user = joining.join(form, hashed, _role(access.invitation_or_404()))
    if user is None:
        return _form(form, 422)
    access.sign_in(user, remember=False)
    flash(f"Welcome, {user.name}.")
    db.session.commit()
    return leave(local_target(form.next.data) or "/")


def _role(invitation: Row[Any] | None) -> str:
    """What a new account may do; the invitation is used up."""
    if invitation is None:
        return str(current_app.config["SETTINGS"].new_role)
    if not queries.use_up(invitation, utcnow()):
        abort(404, "This invitation was used just now.")
    return str(invitation.details["role"])


def _form(form: RegistrationForm, status: int = 200) -> Response:
    return page("registrations/new.html", block="form", status=status, form=form)
