"""Making an account."""

from flask import Blueprint, current_app, flash, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from blog.accounts import access, passwords, queries
from blog.accounts.forms import RegistrationForm
from blog.accounts.models import OneTimeToken, User
from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site
from blog.web import reads, throttle
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
    form.validate()
    return page("registrations/check.html", block="field", form=form, name=name)


@bp.post("/register")
@anyone
def create() -> Response:
    throttle.limit("register", 60, 10 * throttle.MINUTE, throttle.address())
    access.invitation_or_404()
    form = RegistrationForm()
    if not form.validate():
        return _form(form, 422)
    hashed = passwords.hash(form.password.data or "")  # slow, so before anything is locked
    site.take_turn()
    reads.refresh()
    if not form.is_still_free():
        db.session.rollback()
        if form.email.errors:  # who tries many addresses wants to know who is here
            throttle.limit("taken", 10, throttle.HOUR, throttle.address())
        return _form(form, 422)
    user = _add_user(form, hashed, access.invitation_or_404())
    access.sign_in(user, remember=False)
    db.session.commit()
    flash(f"Welcome, {user.name}.")
    return leave(local_target(form.next.data) or "/")


def _add_user(form: RegistrationForm, hashed: str, invitation: OneTimeToken | None) -> User:
    role = current_app.config["SETTINGS"].new_role
    if invitation is not None:
        queries.use_up(invitation, utcnow())
        role = invitation.details["role"]
    user = User(username=form.username.data, name=form.username.data, role=role, password_hash=hashed)
    user.set_email(form.email.data or "")
    db.session.add(user)
    db.session.flush()
    return user


def _form(form: RegistrationForm, status: int = 200) -> Response:
    return page("registrations/new.html", block="form", status=status, form=form)
