"""One's own comment in other words, taken away, brought back; an editor takes away anybody's."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, url_for
from flask_login import current_user
from sqlalchemy import Row
from werkzeug.wrappers import Response

from blog.comments import access, discussions, moderation, queries, speaking
from blog.comments.forms import EditForm
from blog.comments.models import DELETED, PENDING, VISIBLE, Comment
from blog.extensions import db
from blog.lib import texts
from blog.site import models as site
from blog.web import reads
from blog.web.gate import found_by_back, needs
from blog.web.responses import page, settle

bp = Blueprint("edits", __name__)

Loader = Callable[[int], tuple[Row[Any], Row[Any]]]

OPEN = (VISIBLE, PENDING)
TAKEN = "A moderator took this comment away."
TOO_LATE = "Comments can be changed for 15 minutes. Delete it and write a new one, or answer yourself."


@bp.get("/comments/<int:id>/edit")
@needs("reader")
@found_by_back
def edit(id: int) -> Response:
    comment, post = access.own_comment_or_404(id)
    if not discussions.is_editable(comment):
        abort(403, TOO_LATE)
    form = EditForm(body=comment.body, version=texts.fingerprint(comment.body))
    return _form(form, comment, post)


@bp.post("/comments/<int:id>/edit")
@needs("reader")
def update(id: int) -> Response:
    form = EditForm()
    held, comment, post = _held(id, access.own_comment_or_404)
    if not form.validate():
        return _form(form, comment, post, 422)
    if refusal := _refusal(comment):
        form.body.errors = [refusal]
        return _form(form, comment, post, 403)
    version = texts.fingerprint(comment.body)
    if form.version.data and form.version.data != version and form.text != comment.body:
        form.version.data = version  # the next save is made in full view of the other
        return _form(form, comment, post, 409, comment.body)
    if form.text != held.body:
        speaking.rephrase(held, form.text)
    flash("Your comment is changed.")
    db.session.commit()
    return _back(id)


def _held(id: int, load: Loader) -> tuple[Comment, Row[Any], Row[Any]]:
    """Take the turn, then load: (the comment to be changed, the same as pages show it, its post)."""
    site.take_turn()
    reads.refresh()  # what was read before somebody else's turn ended is old
    comment, post = load(id)
    return queries.locked(id) or abort(404, access.NONE), comment, post


def _refusal(comment: Row[Any]) -> str:
    if not discussions.is_editable(comment):
        return TOO_LATE
    return access.BLOCKED if moderation.is_blocked(current_user.id) else ""


def _form(
    form: EditForm, comment: Row[Any], post: Row[Any], status: int = 200, other: str | None = None
) -> Response:
    db.session.rollback()
    remark = discussions.remark(comment)
    return page("comments/edit.html", "comment", status, form=form, remark=remark, post=post, other=other)


def _back(comment_id: int) -> Response:
    """Show what became of a comment, where it stands."""
    reads.refresh()
    comment, post = access.comment_or_404(comment_id)
    return settle(discussions.place(comment, post), url_for("comments.show", id=comment_id))


@bp.get("/comments/<int:id>/delete")
@needs("reader")
def confirm(id: int) -> Response:
    comment, post = access.deletable_or_404(id)
    if comment.state not in OPEN:
        abort(404, access.NONE)
    return page("comments/delete.html", "form", remark=discussions.remark(comment), post=post)


@bp.post("/comments/<int:id>/delete")
@needs("reader")
def delete(id: int) -> Response:
    held, comment, post = _held(id, access.deletable_or_404)
    if not access.is_own(comment):
        batch = moderation.act("delete", [id], current_user.id)
        back = discussions.place(comment, post).partition("#")[0]
        if batch.key:
            flash("The comment is deleted.", f"undo:{url_for('log.undo', key=batch.key, next=back)}")
    elif held.state in OPEN:
        held.become(DELETED, current_user.id)
        flash("Your comment is deleted.", f"undo:{url_for('edits.restore', id=id)}")
    elif not access.may_restore(comment):
        abort(403, TAKEN)
    db.session.commit()
    return _back(id)


@bp.post("/comments/<int:id>/restore")
@needs("reader")
def restore(id: int) -> Response:
    held, comment, _ = _held(id, access.own_comment_or_404)
    if moderation.is_blocked(current_user.id):
        abort(403, access.BLOCKED)
    if access.may_restore(comment):
        speaking.restore(held)
    elif held.state not in OPEN:
        abort(403, TAKEN)
    flash("Your comment is back." if held.state == VISIBLE else "It is back, and waits for a moderator.")
    db.session.commit()
    return _back(id)
