"""Signing in and out, and who may register."""

from typing import Any

from flask import Request, abort, current_app, g, request, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy import Row
from werkzeug.wrappers import Response
from wtforms import Field

from blog.accounts import passwords, queries, sessions
from blog.accounts.models import User
from blog.accounts.sessions import Viewer
from blog.database import utcnow
from blog.extensions import db
from blog.site import parking
from blog.web import afterwards, refusals, throttle

FORMER = "former"  # the cookie with the token of the session that was ended here last


def load_viewer(token: str) -> Viewer | None:
    """Flask-Login's user loader. A broken database breaks the request once, not its error page too."""
    if g.get("viewer_asked"):
        return None
    g.viewer_asked = True
    viewer, g.former_user_id = sessions.find(token)
    return viewer


def remember_former_viewer(_request: Request) -> None:
    """Flask-Login's request loader, which signs nobody in: it notes who was signed in here until just now.

    A form that they had open and send now is theirs, not of whoever signs in next.
    """
    token = request.cookies.get(FORMER)
    if token and g.get("former_user_id") is None:
        _, g.former_user_id = sessions.find(token)


def former_user_id() -> int | None:
    """Return the id of who was signed in here until just now; None where nobody was, or somebody still is."""
    return None if current_user.is_authenticated else g.get("former_user_id")


def note_visit(response: Response) -> Response:
    """After the answer, now and then: remember when the session was last used."""
    viewer = g.get("_login_user")
    if isinstance(viewer, Viewer) and FORMER in request.cookies:
        response.delete_cookie(FORMER, httponly=True, samesite="Lax")
    view = current_app.view_functions.get(request.endpoint or "")
    if isinstance(viewer, Viewer) and viewer.needs_touch and not hasattr(view, "unattended"):
        afterwards.note(response, lambda: sessions.touch(viewer.digest))
    return response


def sign_in(user: User, remember: bool) -> None:
    """Begin a session within the caller's transaction; nothing that stood in the cookie before survives."""
    if current_user.is_authenticated:
        sessions.end(current_user.id, only=current_user.digest)
    parking.claim(request.cookies.get(refusals.COOKIE, ""), user.id)
    viewer = sessions.begin(user, remember, request.user_agent.string)
    session.clear()
    g.pop("csrf_token", None)  # it was made for the session before
    session.permanent = remember
    login_user(viewer)
    session.pop("_id", None)  # Flask-Login's own protection, which is switched off


def leave_trace(response: Response, token: str) -> Response:
    """Note in a cookie of its own, for an hour, which session ended here."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(FORMER, token, max_age=throttle.HOUR, httponly=True, samesite="Lax", secure=secure)
    return response


def sign_out() -> None:
    """End the session at hand, on the server too; what was parked here goes with it."""
    sessions.end(current_user.id, only=current_user.digest)
    parking.remove(request.cookies.get(refusals.COOKIE, ""), current_user.id)
    logout_user()
    session.clear()


def own_user() -> User:
    """Return the account of whoever is signed in, to be changed; others who want to wait."""
    return db.session.get(User, current_user.id, with_for_update=True) or abort(404)


def knows_password(field: Field) -> bool:
    """Whether the field holds the password of whoever is signed in; says so at the field where it does not.

    Slow: call it before anything is written. Raises TooManyRequests for who goes on guessing.
    """
    counted = throttle.limit("password", 10, 5 * throttle.MINUTE, current_user.id)
    if passwords.matches(field.data or "", queries.password_hash(current_user.id)):
        throttle.forgive(counted)
        return True
    field.errors = ["That is not your current password."]
    return False


def invitation_or_404() -> Row[Any] | None:
    """Return the invitation that the request carries; None where registering needs none.

    404 where registration is closed, and for an invitation that does not stand.
    """
    registration = current_app.config["SETTINGS"].registration
    text = request.values.get("invite", "")
    if registration == "open" and not text:
        return None
    if registration == "closed":
        abort(404, "This site takes no new accounts.")
    if not text:
        abort(404, "This site takes new accounts by invitation. Ask whoever runs it for a link.")
    found = queries.token("invite", text, utcnow())
    if found is None or not queries.may_invite(found.details.get("by")):
        abort(404, "This invitation was used, taken back, or has run out.")
    return found
