"""What is not finished: kept while it is typed, listed, continued, thrown away."""

from flask import Blueprint, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.extensions import db
from blog.posts import drafts, manuscripts
from blog.posts.content import Content
from blog.posts.forms import PostForm
from blog.posts.routes import editor, saving
from blog.web.gate import needs
from blog.web.responses import page

bp = Blueprint("drafts", __name__)

FULL = f"you have {drafts.MOST} drafts. Throw some away in your drafts, then save."


@bp.get("/drafts")
@needs("author")
def index() -> Response:
    now = utcnow()
    waiting = manuscripts.unpublished(current_user.id, now)
    return page(
        "drafts/index.html", "drafts", posts=waiting, unsaved=manuscripts.unsaved(current_user.id), now=now
    )


@bp.post("/posts/<slug>/autosave")
@needs("author")
def autosave(slug: str) -> Response:
    form = PostForm()
    post = None if saving.is_gone(slug) else saving.loaded(slug, form)
    saved = manuscripts.content(post.id) if post else Content()
    content = form.unfinished(saved)
    problem = form.is_too_long_to_keep or (drafts.are_too_many(current_user.id, form.key) and FULL)
    if problem:
        return _status(form, problem=problem, status=422)
    if drafts.is_somebody_elses(form.key, current_user.id):
        form.draft.data = ""  # a key that was made up: this form gets one of its own
    # Kept before the older one is forgotten: a save of the same form, which holds the post, forgets both.
    if content != saved:
        upon = form.number or (1 if post else 0)  # a new post, which a press of this form has made meanwhile
        drafts.keep(form.key, current_user.id, post.id if post else None, upon, content, form.moment_sent)
    drafts.forget(current_user.id, form.key if content == saved else "", form.continued.data or "")
    db.session.commit()
    return _status(form, when=utcnow())


def _status(form: PostForm, when: object = None, problem: str = "", status: int = 200) -> Response:
    words = len((form.body.data or "").split())
    return page("drafts/status.html", "status", status, key=form.key, when=when, words=words, problem=problem)


@bp.post("/drafts/<key>/delete")
@needs("author")
def delete(key: str) -> Response:
    form = PostForm()  # it comes along where the button stands in it, and has gone on under a key of its own
    own = [draft for name in (key, form.key) if (draft := drafts.one(name, current_user.id))]
    if not own:
        abort(404, "There is no such draft any more: it was saved, or thrown away.")
    slug = manuscripts.slug_of(own[0].post_id)
    address = editor.address(slug, "editing.edit") if slug and "body" in request.form else "/drafts"
    for draft in own:
        drafts.forget(current_user.id, draft.key)
    flash("The unsaved text is thrown away.")
    db.session.commit()
    return redirect(address, 303)
