"""What a post was: its revisions, what changed between any two, and the way back."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.extensions import db
from blog.lib import diff
from blog.posts import access, manuscripts, revisions
from blog.posts.content import Content
from blog.posts.manuscripts import Manuscript
from blog.posts.models import Post
from blog.posts.routes import editor
from blog.posts.typesetting import typeset
from blog.site import models as site
from blog.web.gate import needs
from blog.web.responses import leave, page

bp = Blueprint("history", __name__)

# What is compared beside the text, as readers of a history call it.
LABELS = {
    "title": "Title",
    "tags": "Tags",
    "excerpt": "Excerpt",
    "slug": "Address",
    "cover": "Cover",
    "cover_alt": "Cover in words",
    "language": "Language",
}


@bp.get("/posts/<slug>/history")
@needs("author")
def index(slug: str) -> Response:
    post = access.own_post_or_404(slug)
    if {"from", "to"} <= request.args.keys():  # the form that compares any two
        first, last = (request.args.get(name, 0, int) for name in ("from", "to"))
        return redirect(f"{editor.address(post.slug, 'history.index')}/{last}?with={first}", 303)
    return page("history/index.html", "history", post=post, revisions=revisions.history(post.id))


@bp.get("/posts/<slug>/history/<int:number>")
@needs("author")
def show(slug: str, number: int) -> Response:
    post = access.own_post_or_404(slug)
    new, other = _content_or_404(post, number), request.args.get("with", 0, int)
    old = _content_or_404(post, other) if other else revisions.content(post.id, number - 1)
    other, old = other or (number - 1 if old else 0), old or Content()
    changes = [
        (label, _text(old, name), _text(new, name))
        for name, label in LABELS.items()
        if _text(old, name) != _text(new, name)
    ]
    pieces = diff.compare(old.body, new.body)
    return page(
        "history/show.html", "revision", post=post, number=number, other=other, changes=changes, pieces=pieces
    )


@bp.post("/posts/<slug>/history/<int:number>/restore")
@needs("author")
def restore(slug: str, number: int) -> Response:
    known = access.own_post_or_404(slug)
    text = typeset(replace(_content_or_404(known, number), slug=""), known.id)
    site.take_turn()
    post = db.session.get(Post, known.id, with_for_update=True)
    if post is None or post.deleted_at:
        abort(409, "It lies in the trash. Restore it first.")
    if revisions.revise(post, text.at(post.slug), current_user.id, f"as it was in {number}"):
        flash(
            f"Revision {number} stands there again; what stood there before is revision {post.version - 1}."
        )
    else:
        flash("That is what stands there already.")
    address = editor.address(post.slug)
    db.session.commit()
    return leave(address)


def _content_or_404(post: Manuscript, number: int) -> Content:
    found = revisions.content(post.id, number) if 0 < number <= post.version else None
    if found is None and number == post.version:
        return manuscripts.content(post.id)
    return found or abort(404)


def _text(content: Content, name: str) -> str:
    value = getattr(content, name)
    return ", ".join(value) if name == "tags" else value
