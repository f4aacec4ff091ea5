"""Signing in and out."""

from flask import Blueprint, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access, passwords, queries
from blog.accounts.forms import LoginForm
from blog.accounts.models import User
from blog.extensions import db
from blog.web import throttle
from blog.web.gate import anyone, needs
from blog.web.responses import leave, page, partials
from blog.web.security import local_target

bp = Blueprint("sessions", __name__)

WRONG = "The email address or the password is wrong."


@bp.get("/login")
@anyone
def new() -> Response:
    if current_user.is_authenticated:
        return redirect(local_target(request.args.get("next")) or "/", 303)
    return page("sessions/new.html", block="form", form=LoginForm(request.args))


@bp.post("/login")
@anyone
def create() -> Response:
    form = LoginForm()
    user = _user_of(form)
    if user is None:
        return page("sessions/new.html", block="form", status=422, form=form)
    access.sign_in(user, form.remember.data)
    db.session.commit()
    flash(f"You are signed in as {user.name}.")
    return leave(local_target(form.next.data) or "/")


@bp.post("/login/dialog")
@anyone
def dialog() -> Response:
    """Sign in above a page that stays: its forms get new tokens, the dialog goes."""
    form = LoginForm()
    user = _user_of(form)
    if user is None:
        return page("sessions/dialog.html", block="form", status=422, form=form)
    access.sign_in(user, form.remember.data)
    db.session.commit()
    return partials("sessions/_signed_in.html", "shared/_tokens.html", name=user.name)


@bp.post("/logout")
@needs("reader")
def delete() -> Response:
    access.sign_out()
    db.session.commit()
    flash("You are signed out.")
    response = leave("/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _user_of(form: LoginForm) -> User | None:
    """Whoever the form proves to be; None, and an error at the form, where it proves nothing."""
    if not form.validate():
        return None
    address, name = throttle.address(), form.email.data.strip()[:254].casefold()
    counted = [
        throttle.limit("login", 10, 5 * throttle.MINUTE, name, address),
        throttle.limit("logins", 30, 5 * throttle.MINUTE, address),
    ]
    user_id, hashed = queries.credentials(name)
    if not passwords.matches(form.password.data, hashed):
        form.password.errors = [WRONG]
        return None
    throttle.forgive(*counted)
    return queries.by_id(user_id)
