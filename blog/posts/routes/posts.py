"""The list of posts and each post: as a page, as Markdown, as JSON."""

from typing import Any

from flask import Blueprint, current_app, jsonify, make_response, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.posts import access, documents, drafts, lists, queries
from blog.web import pagination
from blog.web.cache import public
from blog.web.gate import anyone
from blog.web.responses import page

bp = Blueprint("posts", __name__)


@bp.get("/")
@anyone
@public(*pagination.PARAMETERS)
def index() -> Response:
    return lists.show("posts/index.html", "posts/_feed.html", queries.PUBLISHED, {})


@bp.get("/home")
@anyone
def home() -> Response:
    return redirect(url_for("posts.index"), 301)


@bp.get("/posts/<slug>")
@anyone
@public()
def show(slug: str) -> Response:
    now = utcnow()
    own = access.own_post(slug)
    post = queries.unpublished_article(slug) if own else queries.article(slug, now)
    if post is None:
        return _moved(slug, "posts.show")
    authors, tags = queries.authors_of([post.id])[post.id], queries.tags_of(post)
    newer, older = queries.neighbours(post, now)
    unsaved = own is not None and drafts.wait(post.id, current_user.id)
    context: dict[str, Any] = {"authors": authors, "tags": tags, "newer": newer, "older": older}
    return page(
        "posts/show.html",
        "post",
        post=post,
        own=own,
        state=own and own.state(now),
        unsaved=unsaved,
        **context,
    )


@bp.get("/posts/<slug>.md")
@anyone
@public()
def markdown(slug: str) -> Response:
    post = access.public_post(slug, utcnow())
    if post is None:
        return _moved(slug, "posts.markdown")
    return make_response(documents.as_markdown(post), {"Content-Type": "text/markdown; charset=utf-8"})


@bp.get("/posts/<slug>.json")
@anyone
@public()
def json(slug: str) -> Response:
    post = access.public_post(slug, utcnow())
    if post is None:
        return _moved(slug, "posts.json")
    address = current_app.config["SETTINGS"].base_url + url_for("posts.show", slug=slug)
    return jsonify(documents.as_json(post, address))


def _moved(slug: str, endpoint: str) -> Response:
    return redirect(url_for(endpoint, slug=access.present_slug_or_404(slug)), 301)
