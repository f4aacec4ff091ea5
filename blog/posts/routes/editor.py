"""The editor as an answer: the form, a conflict, a post that is gone."""

import logging
from typing import Any

from flask import request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.extensions import db
from blog.lib import texts
from blog.lib.images import ImageError
from blog.lib.markdown import TooLarge
from blog.posts import access, drafts, pictures, revisions
from blog.posts.content import Content
from blog.posts.forms import PostForm
from blog.posts.manuscripts import Manuscript
from blog.posts.merging import Merge
from blog.posts.typesetting import typeset
from blog.web import reads, throttle
from blog.web.responses import page, wants_fragment

LOGGER = logging.getLogger("quire")

PICTURE = 20  # megabytes
COVERS = 11  # pictures to choose a cover from
LABELS = {
    "edit": "Save",
    "publish": "Save and publish",
    "schedule": "Save and schedule",
    "unpublish": "Save and unpublish",
}
NEW = "new"  # stands where a slug would, for a post that has none yet


def show(form: PostForm, post: Manuscript | None, status: int = 200, **context: Any) -> Response:
    """The form of a post, or of a new one."""
    if status == 422 and form.base.data:  # a merge that cannot be saved: the next save merges again
        form.version.data, form.base.data = form.base.data, ""
    own: dict[str, Any] = {"merge": None, "continued_from": None, **context}
    return page(
        "posts/edit.html" if post else "posts/new.html",
        "post",
        status,
        form=form,
        post=post,
        state=post.state(utcnow()) if post else "new",
        covers=pictures.recent(current_user.id, COVERS),
        key=form.key,
        **own,
    )


def conflict(form: PostForm, post: Manuscript, merge: Merge, base: int, theirs: Content) -> Response:
    """Both sides of an edit that somebody else's save overtook, to choose from."""
    form.version.data, form.base.data = str(post.version), str(base)
    author = revisions.last_author(post.id)
    by = "You, in another window," if author and author.id == current_user.id else author and author.name
    act = request.path.rpartition("/")[2]  # the button that was pressed, which Save goes on with
    act = act if act in LABELS else "edit"
    return show(form, post, 409, merge=merge, theirs=theirs, by=by, act=act, label=LABELS[act])


def gone(form: PostForm, post: Manuscript | None) -> Response:
    """A text whose post was deleted while it was written: kept, and ready to be a post of its own."""
    drafts.forget(current_user.id, form.key, form.continued.data or "")
    again = texts.fingerprint(f"after the end of {form.key}")  # sent twice, it is still one draft
    form.draft.data, form.slug.data, form.continued.data = again, "", ""
    drafts.keep(form.key, current_user.id, None, 0, form.unfinished())
    db.session.commit()
    return page("posts/gone.html", "post", 409, form=form, post=post, key=form.key)


def address(slug: str, endpoint: str = "posts.show") -> str:
    """Where a post stands, or the page of it that `endpoint` names."""
    return url_for(endpoint, slug=slug)


def preview(form: PostForm) -> Response:
    """What is being written as readers would see it; without JavaScript above the form it came from."""
    post, text = named_post(), None
    error = form.is_too_long_to_keep if take_picture(form) else form.picture_problem
    try:
        text = typeset(form.unfinished(), post.id if post else None) if not error else None
    except TooLarge as too_large:
        error = str(too_large)
    return page(
        "posts/preview.html",
        "preview",
        422 if error else 200,
        form=form,
        post=post,
        state=post.state(utcnow()) if post else "new",
        covers=pictures.recent(current_user.id, COVERS),
        key=form.key,
        text=text,
        error=error,
    )


def named_post() -> Manuscript | None:
    """Return the post that the address of a preview or an upload names; None for a new one."""
    slug = request.args.get("of", "")
    return access.own_post_or_404(slug) if slug else None


def take_picture(form: PostForm) -> bool:
    """Put a picture that came along at the end of the text; without JavaScript any button may bring one.

    False where it cannot be kept; the form says why.
    """
    file = None if wants_fragment() else request.files.get("file")
    if file is None or not file.filename:
        return True
    throttle.limit("picture", 120, throttle.HOUR, current_user.id)
    try:
        picture = pictures.store(file.read(), file.filename, current_user.id)
    except ImageError as error:
        form.picture_problem = str(error)
        return False
    except OSError as error:
        form.picture_problem = storage_failed(error)
        return False
    db.session.commit()
    reads.refresh()
    add_picture(form, picture.path)
    return True


def storage_failed(error: OSError) -> str:
    """Note why a picture was not stored, take back what was begun; return words for its sender."""
    db.session.rollback()
    LOGGER.error("a picture was not stored (%s)", error)
    return "It could not be stored just now, and nothing of it was kept. Try again in a moment."


def add_picture(form: PostForm, path: str) -> None:
    """Write the picture at `path` below the text."""
    form.body.data = f"{(form.body.data or '').rstrip()}\n\n![Describe this picture]({path})\n".lstrip()


def with_picture(path: str) -> Response:
    """The form as it was sent, with a picture at the end of the text: for browsers without JavaScript."""
    form = PostForm()
    form.unfinished()
    add_picture(form, path)
    return show(form, named_post())


def without_picture(reason: str, status: int) -> Response:
    """The form as it was sent, and why the picture that came along is not added."""
    form = PostForm()
    form.picture_problem = reason
    return show(form, named_post(), status)


def begun(post: Manuscript | None, draft: drafts.Draft | None, content: Content) -> tuple[PostForm, bool]:
    """Return a fresh form: with the `content` of the post, or with what was written on it and not saved.

    The second value says which it was.
    """
    form = PostForm(formdata=None, version=str(post.version if post else 0))
    unsaved = draft is not None and draft.content != content
    if draft is not None and unsaved:
        form.continued.data = draft.mark
        form.version.data = str(draft.version if post else 0)
    form.fill(draft.content if draft is not None and unsaved else content)
    return form, unsaved
