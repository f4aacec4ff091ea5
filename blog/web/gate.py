"""Who may come in: each view says so, and one that says nothing is open to nobody.

The order is fixed: a foreign origin is refused before (`security`), then whoever is not signed in,
then whoever may not, then a form without its token.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from blog.lib.roles import reaches
from blog.web import refusals
from blog.web.security import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"


def anyone(view: View) -> View:
    """Mark a view as open to all."""
    view.needs = ANYONE  # type: ignore[attr-defined]
    return view


def needs(role: str) -> Callable[[View], View]:
    """Mark a view as open to who is signed in with this role or a higher one."""

    def mark(view: View) -> View:
        view.needs = role  # type: ignore[attr-defined]
        return view

    return mark


def takes(megabytes: int) -> Callable[[View], View]:
    """Mark a view that takes larger requests than others; `security` allows them before anything is read."""

    def mark(view: View) -> View:
        view.takes = megabytes  # type: ignore[attr-defined]
        return view

    return mark


def found_by_back(view: View) -> View:
    """Mark a page that Back shall find as it was left: with what was typed and the key of its form."""
    view.keeping = "private, no-cache"  # type: ignore[attr-defined]
    return view


def unattended(view: View) -> View:
    """Mark a view that pages ask by themselves: it keeps no session alive that nobody uses."""
    view.unattended = True  # type: ignore[attr-defined]
    return view


def without_token(view: View) -> View:
    """Mark a view whose requests need no CSRF token: a forged one does no harm, or no cookie counts there."""
    view.without_token = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Ask before every request; what is not for everybody is stored nowhere."""
    app.before_request(check)
    app.after_request(_keep_private)


def check() -> Response | None:
    """Let the request at hand in, or answer in its view's stead."""
    if request.endpoint is None:
        return None  # nothing stands there, which the router says
    view = current_app.view_functions[request.endpoint]
    role = getattr(view, "needs", None)
    if role is None:
        raise LookupError(f"{request.endpoint} does not say who may use it")
    if role != ANYONE and not current_user.is_authenticated:
        return refusals.sign_in_first()
    if role != ANYONE and not reaches(current_user.role, role):
        abort(403, "Your account may not do that. Nothing was changed.")
    if request.method not in SAFE_METHODS and not hasattr(view, "without_token"):
        refusals.refuse_forged_form()
    return None


def _keep_private(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "needs", ANYONE) != ANYONE:
        response.headers["Cache-Control"] = getattr(view, "keeping", "private, no-store")
    return response
