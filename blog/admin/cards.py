"""The one page about one person, answered by all that is done there."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from blog.accounts.administration import RefusedError
from blog.admin import access
from blog.admin.forms import ResetLinkForm, RoleForm
from blog.extensions import db
from blog.web import reads
from blog.web.responses import page


def card(user_id: int, status: int = 200, **context: Any) -> Response:
    """Show the person of that id; `context` may bring `problem`, `link`, `role_form`, `link_form`."""
    person = access.person_or_404(user_id)
    shown = {
        "problem": "",
        "link": "",
        "role_form": RoleForm(None, data={"role": person.role}),
        "link_form": ResetLinkForm(None),
        **context,
    }
    return page("admin/users/show.html", block="card", status=status, person=person, **shown)


def refusal(user_id: int, problem: object) -> Response:
    """Say why nothing was done, on the person's page."""
    db.session.rollback()
    return card(user_id, 422, problem=str(problem))


def refused(error: RefusedError) -> Response:
    """Answer in the view's stead, for blueprints whose addresses hold the person's id."""
    return refusal((request.view_args or {})["id"], error)


def done(user_id: int, message: str) -> AnyResponse:
    """Go back to the person's page, where the change shows."""
    flash(message)
    reads.refresh()
    return redirect(url_for("users.show", id=user_id), 303)
