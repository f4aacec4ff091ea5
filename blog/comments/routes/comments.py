"""The discussion below a post, and one comment of it."""

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import Row
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from blog.accounts import access as accounts
from blog.comments import access, discussions, queries, speaking, suspicion
from blog.comments.forms import CommentForm
from blog.comments.models import PENDING, VISIBLE, Comment
from blog.extensions import db
from blog.posts.models import Post
from blog.site import models as site
from blog.web import reads, throttle
from blog.web.cache import public
from blog.web.gate import anyone, found_by_back, needs
from blog.web.responses import leave, page, settle, wants_fragment

bp = Blueprint("comments", __name__)

PATH = re.compile(r"(?:[0-9]{10}){1,8}")
QUOTED = 1_000  # characters
KNOWN_PACE, NEWCOMERS_PACE = 30, 10  # comments in ten minutes


@bp.get("/posts/<slug>/comments")
@anyone
@public("after", "focus")
def index(slug: str) -> Response:
    post, after = access.post_or_404(slug), request.args.get("after", "")
    if after and not PATH.fullmatch(after):
        abort(404)
    focus = request.args.get("focus") == "1"
    talk = discussions.talk(post, switchable=access.may_switch(slug), after=after, focus=focus)
    return page("comments/index.html", "remarks", talk=talk)


@bp.get("/posts/<slug>/comments/new")
@needs("reader")
@found_by_back
def new(slug: str) -> Response:
    post, form = access.post_or_404(slug), CommentForm(parent=request.args.get("parent"))
    parent = _parent(post, form.parent_id)
    if form.parent_id is not None and parent is None:
        abort(404, access.NONE)
    if parent and "quote" in request.args:
        form.body.data = _quoted(parent.body)
    return _form(form, post, parent)


@bp.post("/posts/<slug>/comments")
@needs("reader")
def create(slug: str) -> Response:
    form = CommentForm()
    valid = form.validate()
    wait = _seconds_to_wait(form) if valid else 0
    post = access.post_or_404(slug)
    parent = _parent(post, form.parent_id)
    if not valid or wait:
        return _form(form, post, parent, 429 if wait else 422, wait)
    site.take_turn()  # the post stays public, and the parent in its place, until this is done
    reads.refresh()
    refusal = access.refusal(access.post_or_404(slug), queries.standing(post.id))
    if refusal:
        return _refused(form, post, parent, refusal, 403)
    above = queries.locked(form.parent_id) if form.parent_id is not None and parent else None
    if form.parent_id is not None and (above is None or above.state != VISIBLE):
        form.drop_parent()
        return _refused(form, post, None, "", 422)
    comment = speaking.say(_post(post), accounts.own_user(), form, above)
    flash(_thanks(comment))
    comment_id = comment.id
    db.session.commit()
    return _placed(comment_id, form)


def _seconds_to_wait(form: CommentForm) -> int:
    """Count a comment; where that is one too many, say so at the words, which stay."""
    if current_user.may("editor"):
        return 0
    most = KNOWN_PACE if queries.is_known(current_user.id) else NEWCOMERS_PACE
    try:
        throttle.limit("comment", most, 10 * throttle.MINUTE, current_user.id)
    except TooManyRequests as error:
        form.body.errors = [error.description]
        return int(str(error.retry_after))
    return 0


def _parent(post: Row[Any], comment_id: int | None) -> Row[Any] | None:
    """The comment that is answered; None where readers of this very post do not see it."""
    found = queries.one(comment_id) if comment_id else None
    return found if found and found.post_id == post.id and found.state == VISIBLE else None


def _post(post: Row[Any]) -> Post:
    return db.session.get(Post, post.id) or abort(404)


def _refused(form: CommentForm, post: Row[Any], parent: Row[Any] | None, why: str, status: int) -> Response:
    db.session.rollback()
    if why:
        form.body.errors = [why]
    return _form(form, post, parent, status)


def _placed(comment_id: int, form: CommentForm) -> Response:
    """Go to where the comment stands; htmx puts it there, if the page at hand has its place."""
    reads.refresh()
    comment, post = access.comment_or_404(comment_id)
    talk = discussions.talk(post, switchable=False)
    if not talk.whole or not form.since.data:
        return leave(url_for("comments.show", id=comment_id))
    part = url_for("comments.placed", id=comment_id, slot=form.place, since=form.since.data)
    return settle(discussions.place(comment, post), part)


def _thanks(comment: Comment) -> str:
    """What becomes of it; somebody may have sent again what a moderator took away."""
    if comment.state == PENDING:
        return "Thank you. A moderator reads it first; until then only you can see it."
    if comment.state == VISIBLE:
        return "Your comment is there."
    return "You said just this before, and a moderator took it away."


def _quoted(text: str) -> str:
    """The words of somebody else, as Markdown marks them."""
    short = text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"
    return "\n".join(f"> {line}".rstrip() for line in short.split("\n")) + "\n\n"


def _form(
    form: CommentForm, post: Row[Any], parent: Row[Any] | None, status: int = 200, wait: int = 0
) -> Response:
    form.stamp.data = form.stamp.data or suspicion.stamp()
    refusal = access.refusal(post, queries.standing(post.id)) if status == 200 else ""
    response = page("comments/new.html", "slot", status, form=form, post=post, parent=parent, refusal=refusal)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@bp.get("/comments/<int:id>")
@anyone
def show(id: int) -> Response:
    """Its permanent address: a window goes to where it stands, a fragment is the comment itself."""
    comment, post = access.comment_or_404(id)
    if not wants_fragment():
        return redirect(discussions.place(comment, post), 302)
    return page("comments/show.html", "comment", **_context(comment, post))


@bp.get("/comments/<int:id>/placed")
@needs("reader")
def placed(id: int) -> Response:
    """For htmx: the place of the form, as it is after a comment, and all that the page lacks by now."""
    comment, post = access.own_comment_or_404(id)
    context = _context(comment, post)
    moment = discussions.moment_or_404(request.args.get("since", "0"))
    groups = discussions.arrivals(context["talk"], moment, own=id)
    slot = request.args.get("slot", "")
    slot = slot if slot.isascii() and slot.isdigit() else "top"
    riders = ("comments/_arrivals.html", "comments/_news.html")
    return page("comments/placed.html", "slot", riders=riders, groups=groups, own=id, slot=slot, **context)


def _context(comment: Row[Any], post: Row[Any]) -> dict[str, Any]:
    talk = discussions.talk(post, switchable=False)
    return {"remark": discussions.remark(comment), "post": post, "talk": talk}
