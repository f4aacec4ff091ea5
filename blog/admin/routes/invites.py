"""Who is invited: links that make one account each."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import links
from blog.admin import access, queries
from blog.admin.forms import InvitationForm
from blog.database import utcnow
from blog.extensions import db
from blog.lib.texts import line
from blog.site import mail
from blog.web import reads
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("invites", __name__)


@bp.get("")
@needs("admin")
def index() -> Response:
    return _list(InvitationForm())


@bp.post("")
@needs("admin")
def create() -> Response:
    """Answer with the link itself: it stands nowhere else."""
    form = InvitationForm()
    if not form.validate():
        return _list(form, 422)
    days, role = int(form.days.data or 7), form.role.data or ""
    note, email = line(form.note.data or ""), _reachable(form.email.data or "")
    lifetime = timedelta(days=days)
    link = links.issue("invite", lifetime, role=role, note=note or email, by=current_user.id)
    if email:
        text = render_template("mail/invitation.txt", link=link, by=current_user.name, days=days)
        mail.send(email, f"An invitation to {current_app.config['SETTINGS'].title}", text)
    db.session.commit()
    reads.refresh()
    return _list(InvitationForm(None), 201, link=link, email=email)


@bp.post("/<digest>/delete")
@needs("admin")
def delete(digest: str) -> Response:
    db.session.delete(access.invitation_or_404(digest))
    db.session.commit()
    flash("The invitation is taken back: its link opens nothing any more.")
    return redirect(url_for("invites.index"), 303)


def _reachable(email: str) -> str:
    return email if mail.works(current_app.config["SETTINGS"]) else ""


def _list(form: InvitationForm, status: int = 200, link: str = "", email: str = "") -> Response:
    settings = current_app.config["SETTINGS"]
    invitations = queries.open_invitations(utcnow())
    return page(
        "admin/invites/index.html",
        block="invites",
        status=status,
        form=form,
        link=link,
        email=email,
        mailed=mail.works(settings),
        registration=settings.registration,
        invitations=invitations,
        names=queries.names({invitation.details.get("by", 0) for invitation in invitations}),
    )
