"""The first admin's account, by the link that the server printed."""

from flask import Blueprint, abort, flash
from werkzeug.wrappers import Response

from blog.accounts import access, joining, passwords, queries, setup
from blog.accounts.forms import RegistrationForm
from blog.database import utcnow
from blog.extensions import db
from blog.site import models as site
from blog.web import reads, throttle
from blog.web.gate import anyone
from blog.web.responses import leave, page

bp = Blueprint("setup", __name__)


@bp.get("/setup/<token>")
@anyone
def new(token: str) -> Response:
    setup.token_or_404(token)
    return _form(RegistrationForm(), token)


@bp.post("/setup/<token>")
@anyone
def create(token: str) -> Response:
    throttle.limit("setup", 30, throttle.HOUR, throttle.address())
    setup.token_or_404(token)
    db.session.rollback()  # looking took SQLite's lock, and what follows is slow
    form = RegistrationForm()
    if not form.validate():
        return _form(form, token, 422)
    hashed = passwords.hash(form.password.data or "")
    site.take_turn()
    reads.refresh()
    if not queries.use_up(setup.token_or_404(token), utcnow()):
        abort(404)
    user = joining.join(form, hashed, "admin")
    if user is None:
        return _form(form, token, 422)
    access.sign_in(user, remember=False)
    flash(f"Welcome, {user.name}. This site is yours.")
    db.session.commit()
    return leave("/")


def _form(form: RegistrationForm, token: str, status: int = 200) -> Response:
    response = page("setup/new.html", block="form", status=status, form=form, token=token)
    response.headers["Cache-Control"] = "private, no-store"
    return response
