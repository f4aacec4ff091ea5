"""All tags, and the posts under each."""

from flask import Blueprint, Response

from blog.posts import access, lists, queries
from blog.posts.feeds import answers, selection
from blog.web import pagination
from blog.web.cache import public
from blog.web.gate import anyone
from blog.web.responses import page

bp = Blueprint("tags", __name__)


@bp.get("/")
@anyone
@public()
def index() -> Response:
    return page("tags/index.html", block="tags", tags=queries.tags_in_use())


@bp.get("/<slug>")
@anyone
@public(*pagination.PARAMETERS)
def show(slug: str) -> Response:
    tag = access.tag_or_404(slug)
    return lists.show("tags/show.html", "tags/_feed.html", queries.TAGGED, {"tag": tag.id}, tag=tag)


@bp.get(f"/<slug>/{answers.RULE}")
@anyone
@public()
def feed(slug: str, form: str) -> Response:
    tag = access.tag_or_404(slug)
    about = {"path": f"/tags/{tag.slug}", "name": f"tags/{tag.id}", "title": tag.name}
    return answers.show(form, selection.TAGGED, {"tag": tag.id}, **about)
