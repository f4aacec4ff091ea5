"""Thrown away, for thirty days, and taken back."""

from flask import Blueprint, flash
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.extensions import db
from blog.posts import access, manuscripts, trash
from blog.posts.models import Post
from blog.posts.routes import editor
from blog.site import models as site
from blog.web.gate import needs
from blog.web.responses import leave, page

bp = Blueprint("trash", __name__)


@bp.get("/trash")
@needs("author")
def index() -> Response:
    posts = manuscripts.trash(current_user.id)
    return page("trash/index.html", "trash", posts=posts, kept=trash.KEPT)


@bp.get("/posts/<slug>/delete")
@needs("author")
def confirm(slug: str) -> Response:
    return page("trash/new.html", "form", post=access.own_post_or_404(slug), kept=trash.KEPT)


@bp.post("/posts/<slug>/delete")
@needs("author")
def create(slug: str) -> Response:
    known = access.own_post_or_404(slug)
    site.take_turn()
    post = db.session.get(Post, known.id, with_for_update=True)
    if post and not post.deleted_at:
        post.trash(current_user.id)
    undo = editor.address(known.slug, "trash.delete")
    flash(f"“{known.title}” lies in the trash for {trash.KEPT.days} days.", f"undo:{undo}")
    db.session.commit()
    return leave("/" if known.state(utcnow()) == "published" else "/drafts")


@bp.post("/posts/<slug>/restore")
@needs("author")
def delete(slug: str) -> Response:
    known = access.own_post_or_404(slug)
    site.take_turn()
    post = db.session.get(Post, known.id, with_for_update=True)
    words = "It is back, as it was."
    if post and post.deleted_at:
        if post.was_due_in_the_trash():
            words = "It is back as a draft: the time that it was to be published at has passed."
        post.restore()
    flash(words)
    db.session.commit()
    return leave(editor.address(known.slug))
