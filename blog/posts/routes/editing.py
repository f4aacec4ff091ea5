"""Writing a post: new, and where it stands."""

from flask import Blueprint, abort, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.posts import access, drafts, manuscripts, queries
from blog.posts.content import Content
from blog.posts.forms import PostForm
from blog.posts.models import Post
from blog.posts.routes import editor, saving
from blog.posts.routes.editor import PICTURE
from blog.web import pace, throttle
from blog.web.gate import found_by_back, needs, takes
from blog.web.responses import page

bp = Blueprint("editing", __name__)

SUGGESTIONS = 8
PREVIEWS = 120  # a minute and address: nobody presses faster, and each may cost seconds


@bp.get("/posts/new")
@needs("author")
@found_by_back
def new() -> Response:
    wanted = request.args.get("draft", "")
    draft = drafts.one(wanted, current_user.id) if wanted else None
    if wanted and draft is None:
        abort(404, "There is no such draft any more: it was saved, thrown away, or is among your drafts.")
    form, unsaved = editor.begun(None, draft, Content())
    return editor.show(form, None, continued_from=draft if unsaved else None)


@bp.post("/posts/new")
@needs("author")
@takes(PICTURE)
def create() -> Response:
    return saving.save(editor.NEW, PostForm(), _saved)


@bp.get("/posts/<slug>/edit")
@needs("author")
@found_by_back
def edit(slug: str) -> Response:
    post = access.own_post_or_404(slug)
    if post.slug != slug or post.deleted_at:
        return redirect(editor.address(post.slug, "posts.show" if post.deleted_at else "editing.edit"), 303)
    wanted = drafts.one(request.args.get("draft", ""), current_user.id)
    saved = manuscripts.content(post.id)
    draft = wanted if wanted and wanted.post_id == post.id else drafts.newest(post.id, current_user.id, saved)
    form, unsaved = editor.begun(post, draft, saved)
    return editor.show(form, post, continued_from=draft if unsaved else None)


@bp.post("/posts/<slug>/edit")
@needs("author")
@takes(PICTURE)
def update(slug: str) -> Response:
    return saving.save(slug, PostForm(), _saved)


def _saved(post: Post) -> str:
    return "Saved." if post.published_at else "Saved as a draft: only those who write it can read it."


@bp.post("/posts/preview")
@needs("author")
@takes(PICTURE)
def preview() -> Response:
    pace.keep("preview", PREVIEWS, throttle.MINUTE)
    return editor.preview(PostForm())


@bp.get("/tags/suggestions")
@needs("author")
def suggestions() -> Response:
    before, _, last = request.args.get("tags", "")[-200:].rpartition(",")
    start = last.strip()
    names = queries.tags_like(start, SUGGESTIONS) if start else []
    head = f"{before.strip()}, " if before.strip() else ""
    return page("tags/suggestions.html", "options", options=[head + name for name in names])
