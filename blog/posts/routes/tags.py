"""All tags, and the posts under each."""

from flask import Blueprint, Response

from blog.posts import access, lists, queries
from blog.web import pagination
from blog.web.cache import public
from blog.web.responses import page

bp = Blueprint("tags", __name__)


@bp.get("/")
@public()
def index() -> Response:
    return page("tags/index.html", block="tags", tags=queries.tags_in_use())


@bp.get("/<slug>")
@public(*pagination.PARAMETERS)
def show(slug: str) -> Response:
    tag = access.tag_or_404(slug)
    return lists.show("tags/show.html", queries.TAGGED, {"tag": tag.id}, tag=tag)
