"""Helping somebody back in: a link for a new password, a lost second factor."""

from flask import Blueprint
from werkzeug.wrappers import Response

from blog.accounts import administration, second_factor
from blog.accounts import queries as accounts
from blog.accounts.fields import EMAIL_TAKEN
from blog.admin import access
from blog.admin.cards import card, done, refusal, refused
from blog.admin.forms import ResetLinkForm
from blog.extensions import db
from blog.web import reads
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("recoveries", __name__)
bp.register_error_handler(administration.RefusedError, refused)


@bp.post("/<int:id>/reset-link")
@needs("admin")
def create(id: int) -> Response:
    """Answer with the link itself: it stands nowhere else."""
    form = ResetLinkForm()
    if not _is_fit(form, id):
        return card(id, 422, link_form=form)
    user = access.user_or_404(id)
    if user.disabled_at and not user.is_departed:
        return refusal(id, f"{user.name} is disabled. Enable the account first.")
    link = administration.reset_link(user, form.email.data or "")
    db.session.commit()
    reads.refresh()
    return card(id, 201, link=link)


def _is_fit(form: ResetLinkForm, id: int) -> bool:
    if form.validate() and accounts.email_is_taken(form.email.data or "", but=id):
        form.email.errors = [EMAIL_TAKEN]
    return not form.errors


@bp.get("/<int:id>/second-factor/delete")
@needs("admin")
def confirm(id: int) -> Response:
    return page("admin/users/second_factor.html", block="confirmation", person=access.person_or_404(id))


@bp.post("/<int:id>/second-factor/delete")
@needs("admin")
def delete(id: int) -> Response:
    user = access.user_or_404(id)
    second_factor.disable(user.id)
    db.session.commit()
    return done(id, f"{user.name} signs in with the password alone now.")
