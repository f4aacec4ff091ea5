"""An end to one kind of mail, by the link in each of them: for whoever holds it, signed in or not.

A mail program may press the button by itself (RFC 8058): it brings no cookie, no token of a form and no
origin, and expects 200. Looking changes nothing, since programs that look for malice follow every link.
"""

from typing import Any

from flask import Blueprint, abort
from sqlalchemy import Row
from werkzeug.wrappers import Response

from blog.comments import subscriptions
from blog.extensions import db
from blog.web import throttle
from blog.web.gate import anyone, without_token
from blog.web.responses import page

bp = Blueprint("unsubscriptions", __name__)

STALE = "This link stops no mail: it is not whole, or its account is gone. Copy all of it from a mail."


@bp.get("/unsubscribe/<token>")
@anyone
def show(token: str) -> Response:
    subscriber, kind = _subscriber_or_404(token)
    return _page(token, kind, "refused" if subscriber.refuses else "wanted")


@bp.post("/unsubscribe/<token>")
@anyone
@without_token
def create(token: str) -> Response:
    subscriber, kind = _subscriber_or_404(token)
    _limit(subscriber.id)
    subscriptions.refuse(subscriber.id, kind)
    db.session.commit()
    return _page(token, kind, "refused")


@bp.post("/unsubscribe/<token>/undo")
@anyone
@without_token
def delete(token: str) -> Response:
    subscriber, kind = _subscriber_or_404(token)
    _limit(subscriber.id)
    subscriptions.accept(subscriber.id, kind)
    db.session.commit()
    return _page(token, kind, "restored")


def _subscriber_or_404(token: str) -> tuple[Row[Any], str]:
    """Return (whose mails the token stops, which kind of them)."""
    user_id, kind = subscriptions.holder(token) or abort(404, STALE)
    return subscriptions.subscriber(user_id, kind) or abort(404, STALE), kind


def _limit(user_id: int) -> None:
    """Count by the person and not by the address: one mail provider presses for many people."""
    throttle.limit("unsubscribe", 30, throttle.HOUR, user_id)


def _page(token: str, kind: str, state: str) -> Response:
    response = page("unsubscriptions/show.html", "subscription", token=token, kind=kind, state=state)
    response.headers["Cache-Control"] = "private, no-store"
    return response
