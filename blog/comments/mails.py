"""Mails about comments: asked for with the notification, written when they leave.

So they tell what stands then: nothing of a comment that was taken away meanwhile, and nothing to who
has read it already or wants no such mail any more.
"""

import textwrap
from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import aliased
from werkzeug.urls import iri_to_uri

from blog.accounts.models import User
from blog.comments import subscriptions
from blog.comments.models import VISIBLE, Comment, MailRefusal, Notification
from blog.config import Settings
from blog.config.mail import is_mailable
from blog.database import UtcDateTime, utcnow
from blog.extensions import db
from blog.lib import texts
from blog.posts.models import Post
from blog.site import jobs, mail
from blog.web.filters import plain

LONGEST_QUOTE = 2000  # characters
LONGEST_TITLE = 90  # characters of one in a subject
WIDTH = 72
ENDLESS = 400  # characters of a word that is broken up: no line of a mail may have a thousand

_Reader, _Author = aliased(User), aliased(User)
_COLUMNS: tuple[Any, ...] = (
    *(Notification.user_id, Notification.kind, Notification.created_at),
    *(Comment.id, Comment.parent_id, Comment.post_id, Comment.body, Post.title),
    *(_Author.name.label("author"), _Reader.email, _Reader.username),
)
_refusal = select(MailRefusal).where(
    MailRefusal.user_id == Notification.user_id, MailRefusal.kind == Notification.kind
)
_NEWS = (
    select(*_COLUMNS)
    .join(_Reader, _Reader.id == Notification.user_id)
    .join(Comment, Comment.id == Notification.comment_id)
    .join(_Author, _Author.id == Comment.author_id)
    .join(Post, Post.id == Comment.post_id)
    .where(Notification.id == bindparam("id"), Notification.read_at.is_(None), ~_refusal.exists())
    .where(Comment.state == VISIBLE, Post.published_at <= bindparam("now", type_=UtcDateTime()))
    .where(_Reader.email.is_not(None), _Reader.password_hash.is_not(None), _Reader.disabled_at.is_(None))
)

_ACTS = {"reply": "answered your comment", "comment": "commented"}


def queue(notification_ids: Collection[int]) -> None:
    """Note a mail for each, in the caller's transaction; none where mail reaches nobody."""
    if mail.works(current_app.config["SETTINGS"]):
        for notification_id in notification_ids:
            jobs.add("comments.mail", {"notification": notification_id})


@jobs.handler("comments.mail")
def deliver(payload: jobs.Payload) -> None:
    """Write and deliver the mail about a notification, if it is still wanted. Raises as `mail.deliver`."""
    row = _news(payload["notification"], utcnow())
    db.session.rollback()  # a mail server may be slow
    if row is not None and is_mailable(row.email):
        mail.deliver(_letter(row))


def _news(notification_id: int, now: datetime) -> Row[Any] | None:
    """Return what there is to tell to whom; None where there is nothing any more."""
    return db.session.execute(_NEWS, {"id": notification_id, "now": now}).one_or_none()


def _letter(row: Row[Any]) -> jobs.Payload:
    settings: Settings = current_app.config["SETTINGS"]
    site = iri_to_uri(settings.base_url)
    name, title = texts.line(row.author) or "Somebody", texts.line(plain(row.title))
    act = _ACTS[row.kind]
    stop = f"{site}/unsubscribe/{subscriptions.token(row.user_id, row.kind)}"
    text = render_template(
        "mail/comment.txt",
        news=textwrap.fill(f"{name} {act} on “{title}”:", WIDTH, break_on_hyphens=False),
        quote=_quoted(row.body),
        link=f"{site}/comments/{row.id}",
        stop=stop,
        row=row,
    )
    headers = _headers(row, stop, settings.mail_url.domain)
    subject = f"{name} {act} on “{textwrap.shorten(title, LONGEST_TITLE, placeholder='…')}”"
    return mail.written(row.email, subject, text, _mail_id(row.id, row), row.created_at, headers)


def _headers(row: Row[Any], stop: str, domain: str) -> dict[str, str]:
    """What lets mail programs put the mails on a post in one thread, and offer a button to stop them."""
    thread = f"<post-{row.post_id}-{row.user_id}@{domain}>"
    above = f"<{_mail_id(row.parent_id, row)}@{domain}>" if row.parent_id else thread
    return {
        "In-Reply-To": above,
        "References": thread if above == thread else f"{thread} {above}",
        "List-Id": f"<comments.{domain if domain.isascii() and '[' not in domain else 'localhost'}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _mail_id(comment_id: int, row: Row[Any]) -> str:
    """The mail about a comment to this reader: the same at every attempt."""
    return f"comment-{comment_id}-{row.user_id}"


def _quoted(body: str) -> str:
    """A comment as mail quotes it: no line of it can pass for the mail's own words."""
    text = texts.lines(body)
    if len(text) > LONGEST_QUOTE:
        text = f"{text[:LONGEST_QUOTE].rstrip()} […]"
    return "\n".join(f"> {line}".rstrip() for given in text.split("\n") for line in _folded(given))


def _folded(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    endless = max(map(len, line.split())) > ENDLESS
    return textwrap.wrap(line, WIDTH, break_long_words=endless, break_on_hyphens=False)
