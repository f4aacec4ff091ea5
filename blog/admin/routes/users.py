"""Everybody who is here, and what they may do."""

from flask import Blueprint, abort, flash, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import administration, directory
from blog.admin import access
from blog.admin.cards import card, done, refused
from blog.admin.forms import RoleForm
from blog.extensions import db
from blog.web.gate import needs
from blog.web.pagination import MAX_ID
from blog.web.responses import leave, page

bp = Blueprint("users", __name__)
bp.register_error_handler(administration.RefusedError, refused)

PAGE_SIZE = 50


@bp.get("")
@needs("admin")
def index() -> Response:
    search = request.args.get("q", "")[: directory.LONGEST_SEARCH]
    people = directory.page(search, _before(), PAGE_SIZE + 1)
    more = people[PAGE_SIZE - 1].id if len(people) > PAGE_SIZE else None
    return page("admin/users/index.html", block="people", people=people[:PAGE_SIZE], more=more, search=search)


def _before() -> int | None:
    text = request.args.get("before")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_ID)):
        abort(404)
    return min(int(text), MAX_ID)


@bp.get("/<int:id>")
@needs("admin")
def show(id: int) -> Response:
    return card(id)


@bp.post("/<int:id>/role")
@needs("admin")
def role(id: int) -> Response:
    user, form = access.user_or_404(id), RoleForm()
    if not form.validate():
        return card(id, 422, role_form=form)
    administration.give_role(user, form.role.data or "")
    db.session.commit()
    if id == current_user.id and user.role != "admin":
        flash(f"Your role is {user.role} now.")
        return leave("/")
    return done(id, f"The role of {user.name} is {user.role} now.")
