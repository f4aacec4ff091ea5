"""Saving what was typed: the one way that Save, Publish, Schedule and Unpublish share."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.accounts import access as accounts
from blog.database import utcnow
from blog.extensions import db
from blog.lib import texts
from blog.lib.markdown import TooLarge
from blog.posts import access, drafts, forms, manuscripts, merging, queries, revisions
from blog.posts.content import Content
from blog.posts.forms import PostForm
from blog.posts.manuscripts import Manuscript
from blog.posts.models import Post
from blog.posts.routes import editor
from blog.posts.typesetting import Typeset, typeset
from blog.site import models as site
from blog.web import reads
from blog.web.responses import leave

Finish = Callable[[Post], str]  # what else becomes of a post that was saved; returns what to say


class Gone(Exception):
    """The post was deleted meanwhile."""


def save(slug: str, form: PostForm, finish: Finish) -> Response:
    """Save what `form` holds, then `finish`, in one transaction."""
    began = utcnow()
    known = form.post = loaded(slug, form)
    if known and not forms.was_sent():  # a button pressed outside the form: the text stays as it is
        form.fill(manuscripts.content(known.id))
        form.version.data = str(known.version)
    if known and known.deleted_at:
        if not forms.was_sent():
            abort(409, "It lies in the trash. Restore it first.")
        return editor.gone(form, known)
    if not editor.take_picture(form) or not form.validate():
        return editor.show(form, known, 422)
    content = _settled(form, known) if known else form.content
    if "go_on" in request.form and known:
        return _go_on(form, known, content)
    try:
        text = typeset(content, known.id if known else None)
    except TooLarge as error:
        form.body.errors = [str(error)]
        return editor.show(form, known, 422)
    try:
        return _store(form, known, text, finish, began)
    except Gone:
        db.session.rollback()
        return editor.gone(form, known)


def loaded(slug: str, form: PostForm) -> Manuscript | None:
    """Return the post that the form is about; None for a new one, that no earlier press has made.

    A text for a post that is gone for good ends here, as a page that keeps it.
    """
    if slug == editor.NEW:
        known = manuscripts.made_from(form.draft.data or "", current_user.id)
        if known and not form.number and texts.line(form.title.data or "") == known.title:
            form.version.data = "1"  # the same text goes on; under another title it is held against the first
        return known
    if forms.was_sent() and is_gone(slug):
        abort(editor.gone(form, None))
    return access.own_post_or_404(slug)


def is_gone(slug: str) -> bool:
    """Whether a post stood there that nobody can bring back."""
    return slug != editor.NEW and queries.was_deleted(slug)


def _settled(form: PostForm, known: Manuscript) -> Content:
    """What shall be saved: the text as typed, or what was chosen from a merge."""
    if form.base_number is None:
        return form.content
    base, theirs = _at(known, form.base_number), _at(known, form.number)
    return merging.between(base, form.content, theirs).settled(forms.choices())


def _at(known: Manuscript, number: int) -> Content:
    found = revisions.content(known.id, number)
    if found is None and number == known.version:  # never saved here since it was imported
        return manuscripts.content(known.id)
    return found or Content()


def _go_on(form: PostForm, known: Manuscript, content: Content) -> Response:
    """Back to the form, with the merged text in it."""
    form.base.data = ""
    form.fill(content)
    return editor.show(form, known)


def _store(
    form: PostForm, known: Manuscript | None, text: Typeset, finish: Finish, began: datetime
) -> Response:
    site.take_turn()
    reads.refresh()
    known = known or loaded(editor.NEW, form)
    if text.content.slug and queries.slug_is_taken(text.content.slug, known.id if known else None):
        db.session.rollback()  # somebody else was given that address meanwhile
        form.validate()
        return editor.show(form, known, 422)
    if known is None:
        post = Post(draft_key=drafts.new_key() if manuscripts.is_taken(form.key) else form.key)
        revisions.begin(post, text, accounts.own_user())
    else:
        found = _locked(known.id)
        if found is None or found.deleted_at:
            raise Gone
        post, text = found, text.at(found.slug)
        if not _is_fresh(form, post, text.content):
            return _clash(
                form, known._replace(slug=post.slug, version=post.version), text.content, post.content
            )
        revisions.revise(post, text, current_user.id)
    flash(finish(post))
    drafts.forget(current_user.id, form.key, form.continued.data or "", until=began)
    address, made = editor.address(post.slug), known is None
    db.session.commit()
    return leave(address) if made else redirect(address, 303)


def _locked(post_id: int) -> Post | None:
    return db.session.get(Post, post_id, with_for_update=True)


def _is_fresh(form: PostForm, post: Post, content: Content) -> bool:
    """Whether nobody else's words would be overwritten: the text was written upon what stands there."""
    if form.number == post.version or content == post.content:
        return True
    return revisions.content(post.id, form.number) == post.content


def _clash(form: PostForm, now: Manuscript, mine: Content, theirs: Content) -> Response:
    """Answer with both sides, as they were while the post was held: the choices count parts of these."""
    db.session.rollback()
    base = form.number
    form.fill(mine)
    drafts.keep(
        form.key, current_user.id, now.id, base, mine
    )  # whatever becomes of the window with the choices
    db.session.commit()
    return editor.conflict(form, now, merging.between(_at(now, base), mine, theirs), base, theirs)
