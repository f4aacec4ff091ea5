"""Changing a password, and coming back without one."""

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access, passwords, queries, resets, sessions
from blog.accounts.forms import ForgottenForm, PasswordForm, ResetForm
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs, mail
from blog.web import throttle
from blog.web.gate import anyone, needs
from blog.web.responses import leave, page

bp = Blueprint("passwords", __name__)

PRINTED = "This site sends no mail: the link is printed where it runs. Ask an admin for it."
ON_ITS_WAY = "If there is an account with that address, a link is on its way to it."


@bp.get("/account/password")
@needs("reader")
def edit() -> Response:
    return page("passwords/edit.html", block="form", form=PasswordForm())


@bp.post("/account/password")
@needs("reader")
def update() -> Response:
    form = PasswordForm()
    form.who = _personal(current_user.id)
    if not form.validate() or not access.knows_password(form.current_password):
        return page("passwords/edit.html", block="form", status=422, form=form)
    hashed = passwords.hash(form.password.data or "")
    access.own_user().password_hash = hashed
    ended = sessions.end(current_user.id, but=current_user.digest)
    queries.void_links(current_user.id)
    db.session.commit()
    flash("Your new password counts." + (" You are signed out everywhere else." if ended else ""))
    return redirect(url_for("passwords.edit"), 303)


@bp.get("/forgot")
@anyone
def forgotten() -> Response:
    return _forgotten(ForgottenForm())


@bp.post("/forgot")
@anyone
def send() -> Response:
    """Always the same answer, after the same work: who has an account is looked up later."""
    throttle.limit("forgot", 20, throttle.HOUR, throttle.address())
    form = ForgottenForm()
    if not form.validate():
        return _forgotten(form, 422)
    jobs.add("accounts.reset", {"email": form.email.data})
    db.session.commit()
    works = mail.works(current_app.config["SETTINGS"])
    flash(
        ON_ITS_WAY
        if works
        else "This site sends no mail: the link is printed where it runs. Ask an admin for it."
    )
    return leave(url_for("sessions.new"))


@bp.get("/reset/<token>")
@anyone
def new(token: str) -> Response:
    if queries.token("reset", token, utcnow()) is None:
        abort(404, resets.STALE)
    return page("passwords/new.html", block="form", form=ResetForm(), token=token)


@bp.post("/reset/<token>")
@anyone
def create(token: str) -> Response:
    throttle.limit("reset", 30, throttle.HOUR, throttle.address())
    user_id = resets.holder(token) or abort(404, resets.STALE)
    form = ResetForm()
    form.who = _personal(user_id)
    if not form.validate():
        return page("passwords/new.html", block="form", status=422, form=form, token=token)
    hashed = passwords.hash(form.password.data or "")
    if not resets.use(token, hashed):
        abort(404, resets.STALE)
    db.session.commit()
    flash("Your new password counts. Log in with it.")
    return leave(url_for("sessions.new"))


def _personal(user_id: int) -> tuple[str, ...]:
    own = queries.profile(user_id)
    return (own.username, own.email or "", own.name) if own else ()


def _forgotten(form: ForgottenForm, status: int = 200) -> Response:
    works = mail.works(current_app.config["SETTINGS"])
    return page("passwords/forgotten.html", block="form", status=status, form=form, works=works)
