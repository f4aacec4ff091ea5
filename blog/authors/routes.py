"""/@name: a user and their posts."""

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from blog.accounts import queries as accounts
from blog.posts import lists, queries
from blog.web import pagination
from blog.web.cache import public
from blog.web.gate import anyone

bp = Blueprint("authors", __name__)


@bp.get("/@<username>")
@anyone
@public(*pagination.PARAMETERS)
def show(username: str) -> Response:
    author = accounts.by_username(username)
    if author is None and (renamed := accounts.by_former_username(username)):
        return redirect(url_for("authors.show", username=renamed.username), 301)
    if author is None or not (author.can_sign_in or author.post_count):
        abort(404)
    return lists.show("authors/show.html", queries.BY_AUTHOR, {"user": author.id}, author=author)
