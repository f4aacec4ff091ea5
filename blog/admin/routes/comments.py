"""The queue of comments, what somebody wrote, and who may write no more."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from blog.admin import access, desks
from blog.admin.forms import BlockForm, DecisionForm
from blog.comments import blocks, moderation, queue
from blog.extensions import db
from blog.web.gate import needs
from blog.web.responses import leave, page

bp = Blueprint("moderation", __name__)


@bp.app_template_global("waiting_comments")
def waiting() -> int:
    """How many comments wait; an error page, on which a database may not answer, can do without."""
    try:
        return queue.waiting()
    except SQLAlchemyError:
        return 0


@bp.get("")
@needs("editor")
def index() -> Response:
    return desks.show(desks.desk_or_404())


@bp.post("")
@needs("editor")
def update() -> Response:
    desk, form = desks.desk_or_404(request.args.get("by", "")), DecisionForm()
    if not form.validate():
        return desks.show(desk, 422, form.problem)
    action = form.action.data or ""
    batch = moderation.act(action, form.comment.data or (), current_user.id, form.sights)
    say(desks.report(action, batch), batch.key, desk.address())
    db.session.commit()
    return redirect(desk.address(), 303)


def say(words: str, key: str, back: str) -> None:
    """Report, with the way to take it back where something was done; which leads `back` here."""
    flash(words, f"undo:{url_for('log.undo', key=key, next=back)}" if key else "message")


@bp.get("/by/<username>")
@needs("editor")
def show(username: str) -> Response:
    return desks.show(desks.desk_or_404(username))


@bp.get("/by/<username>/block")
@needs("editor")
def confirm(username: str) -> Response:
    return _confirmation(username, BlockForm())


@bp.post("/by/<username>/block")
@needs("editor")
def block(username: str) -> Response:
    person, form = access.commenter_or_404(username), BlockForm()
    if not form.validate() or blocks.refusal(person, current_user.id):
        return _confirmation(username, form, 422)
    batch = blocks.block(person.id, current_user.id, reject=form.comments.data == "reject")
    rejected = f" {desks.count(batch.count)} rejected." if batch.count else ""
    back = url_for("moderation.show", username=person.username)
    say(f"{person.name} can write no more comments.{rejected}", batch.key, back)
    db.session.commit()
    return leave(back)


@bp.post("/by/<username>/unblock")
@needs("editor")
def unblock(username: str) -> Response:
    person = access.commenter_or_404(username)
    batch = blocks.unblock(person.id, current_user.id)
    back = url_for("moderation.show", username=person.username)
    say(f"{person.name} can write comments again.", batch.key, back)
    db.session.commit()
    return redirect(back, 303)


def _confirmation(username: str, form: BlockForm, status: int = 200) -> Response:
    person = access.commenter_or_404(username)
    problem = blocks.refusal(person, current_user.id)
    template = "admin/comments/block.html"
    return page(template, "confirmation", status=status, person=person, form=form, problem=problem)
