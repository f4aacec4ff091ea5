"""/@name: a user and their posts; and how a user leaves."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access
from blog.accounts import queries as accounts
from blog.accounts.models import User
from blog.authors import departures
from blog.authors.forms import KEEP, DeletionForm
from blog.comments import queue
from blog.database import utcnow
from blog.extensions import db
from blog.posts import lists, queries
from blog.posts.feeds import answers, selection
from blog.site import models as site
from blog.web import pagination
from blog.web.cache import public
from blog.web.gate import anyone, needs
from blog.web.responses import leave, page

bp = Blueprint("authors", __name__)


@bp.get("/@<username>")
@anyone
@public(*pagination.PARAMETERS)
def show(username: str) -> Response:
    author = _author_or_404(username)
    if author.username != username:
        return redirect(_address(author), 301)
    return lists.show(
        "authors/show.html", "authors/_feed.html", queries.BY_AUTHOR, {"user": author.id}, author=author
    )


@bp.get(f"/@<username>/{answers.RULE}")
@anyone
@public()
def feed(username: str, form: str) -> Response:
    author = _author_or_404(username)
    if author.username != username:
        return redirect(url_for("authors.feed", username=author.username, form=form), 301)
    about = {"path": f"/@{author.username}", "name": f"users/{author.id}", "title": author.name}
    return answers.show(form, selection.BY_AUTHOR, {"user": author.id}, **about)


def _author_or_404(username: str) -> User:
    """Return the account of that name, or that once had it; whoever cannot be read nor sign in is nobody."""
    return accounts.known(username) or abort(404)


def _address(author: User) -> str:
    query = request.query_string.decode("ascii", "replace")
    return url_for("authors.show", username=author.username) + (f"?{query}" if query else "")


@bp.get("/account/delete")
@needs("reader")
def delete() -> Response:
    return _confirmation(DeletionForm())


@bp.post("/account/delete")
@needs("reader")
def destroy() -> Response:
    wrote = queries.tally(current_user.id, utcnow()).total or queue.written_by(current_user.id)
    form = DeletionForm(posts=None if wrote else KEEP)
    if not form.validate() or not access.knows_password(form.current_password):
        return _confirmation(form, 422)
    site.take_turn()  # of two admins who leave at once, one stays
    if _is_last_admin():
        return _confirmation(form, 422)
    user = access.own_user()
    access.sign_out()
    departures.leave(user, keep_posts=form.posts.data == KEEP)
    db.session.commit()
    flash("Your account is gone. Farewell.")
    response = leave("/")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _is_last_admin() -> bool:
    return current_user.may("admin") and not accounts.an_admin_can_sign_in(but=current_user.id)


def _confirmation(form: DeletionForm, status: int = 200) -> Response:
    return page(
        "authors/delete.html",
        block="form",
        status=status,
        form=form,
        tally=queries.tally(current_user.id, utcnow()),
        said=queue.written_by(current_user.id),
        needed=_is_last_admin(),
    )
