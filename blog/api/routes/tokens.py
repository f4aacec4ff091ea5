"""One's own tokens: what there is, a new one, and the end of one."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts.access import knows_password
from blog.api import access, queries
from blog.api.forms import LIFETIMES, SCOPES, TokenForm
from blog.database import utcnow
from blog.extensions import db
from blog.web import reads
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("tokens", __name__)


@bp.get("")
@needs("reader")
def index() -> Response:
    return _page(TokenForm())


@bp.post("")
@needs("reader")
def create() -> Response:
    """Answers itself, without a redirect: the token is shown here and then nowhere."""
    form = TokenForm()
    if not (form.validate() and knows_password(form.current_password)):
        return _page(form, 422)
    name, lifetime = form.name.data or "", timedelta(days=int(form.days.data))
    made = access.issue(current_user.id, name, form.scopes.data or [], lifetime)
    if made is None:
        db.session.rollback()
        form.name.errors = [access.FULL]
        return _page(form, 422)
    text, _ = made
    db.session.commit()
    return _page(TokenForm(formdata=None), 201, new=text, new_name=name)


@bp.post("/<token_id>/delete")
@needs("reader")
def delete(token_id: str) -> Response:
    name = queries.revoke(token_id, current_user.id) or abort(404, "You have no such token.")
    db.session.commit()
    flash(f"“{name}” was revoked: it opens nothing any more.")
    return redirect(url_for("tokens.index"), 303)


def _page(form: TokenForm, status: int = 200, new: str = "", new_name: str = "") -> Response:
    reads.refresh()
    return page(
        "tokens/index.html",
        block="tokens",
        status=status,
        form=form,
        tokens=queries.tokens_of(current_user.id),
        scopes=SCOPES,
        lifetimes=LIFETIMES,
        now=utcnow(),
        new=new,
        new_name=new_name,
    )
