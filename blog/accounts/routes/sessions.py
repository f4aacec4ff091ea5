"""Signing in, in one step or two, and out."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access, credentials, pending, queries, second_factor
from blog.accounts.forms import LoginForm
from blog.accounts.models import User
from blog.accounts.second_forms import WRONG_CODE, CodeForm
from blog.extensions import db
from blog.web.gate import anyone, needs
from blog.web.responses import leave, page, partials
from blog.web.security import local_target

bp = Blueprint("sessions", __name__)


OTHERS_PAGE = "The page below belongs to another account. Sign in as the same person, or open it anew."

Step = tuple[LoginForm | CodeForm, User | None]


@bp.get("/login")
@anyone
def new() -> Response:
    if pending.find():
        return page("sessions/new.html", block="form", form=CodeForm(request.args))
    if current_user.is_authenticated:
        return redirect(local_target(request.args.get("next")) or "/", 303)
    return page("sessions/new.html", block="form", form=LoginForm(request.args))


@bp.post("/login")
@anyone
def create() -> Response:
    form, user = _step()
    if form.errors:
        return page("sessions/new.html", block="form", status=422, form=form)
    if user is None:
        return redirect(url_for("sessions.new", next=form.next.data or None), 303)
    flash(f"You are signed in as {user.name}.")
    db.session.commit()
    return leave(local_target(form.next.data) or "/")


@bp.post("/login/dialog")
@anyone
def dialog() -> Response:
    """Sign in above a page that stays: its forms get new tokens, the dialog goes."""
    form, user = _step(access.former_user_id())
    if user is None:
        return page("sessions/dialog.html", block="form", status=422 if form.errors else 200, form=form)
    name = user.name
    db.session.commit()
    return partials("sessions/_signed_in.html", "shared/_tokens.html", name=name)


@bp.post("/logout")
@needs("reader")
def delete() -> Response:
    token = current_user.token
    access.sign_out()
    db.session.commit()
    flash("You are signed out.")
    response = leave("/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return access.leave_trace(response, token)


def _step(only: int | None = None) -> Step:
    """Take the step that was posted: (its form, who signed in), or (the form to show next, nobody).

    `only` is the id of the one person who may sign in here: the page below is theirs.
    """
    if "code" in request.form and "password" not in request.form:
        return _second_step()
    form = LoginForm()
    if not form.validate():
        return form, None
    user = credentials.who(form.email.data or "", form.password.data or "")
    if user is None:
        form.password.errors = [credentials.WRONG]
        return form, None
    if only not in (None, user.id):
        form.email.errors = [OTHERS_PAGE]
        return form, None
    if user.totp_secret:
        pending.begin(user, form.remember.data)
        return CodeForm(formdata=None, next=form.next.data), None
    access.sign_in(user, form.remember.data)
    return form, user


def _second_step() -> Step:
    form, waiting = CodeForm(), pending.find()
    if waiting is None or "again" in request.form:
        return _first_step_again(form, too_late=waiting is None), None
    if not form.validate():
        return form, None
    credentials.limit_codes(waiting.user_id)
    before = second_factor.codes_left(waiting.user_id)
    user = queries.by_id(waiting.user_id)
    if user is None or not second_factor.check(user.id, form.code.data or ""):
        db.session.rollback()
        form.code.errors = [WRONG_CODE]
        return form, None
    access.sign_in(user, waiting.remember)
    if (left := second_factor.codes_left(user.id)) < before:
        flash(f"That recovery code is used up. You have {left} left.")
    return form, user


def _first_step_again(form: CodeForm, too_late: bool) -> LoginForm:
    pending.forget()
    if too_late:
        flash("That took too long, or your password has changed. Write your password once more.")
    return LoginForm(formdata=None, next=form.next.data)
