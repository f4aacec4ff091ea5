"""/@name: a user and their posts."""

from flask import Blueprint, Response, abort

from blog.accounts import queries as accounts
from blog.posts import lists, queries
from blog.web import pagination
from blog.web.cache import public

bp = Blueprint("authors", __name__)


@bp.get("/@<username>")
@public(*pagination.PARAMETERS)
def show(username: str) -> Response:
    author = accounts.by_username(username)
    if author is None or not author.post_count:
        abort(404)
    return lists.show("authors/show.html", queries.BY_AUTHOR, {"user": author.id}, author=author)
