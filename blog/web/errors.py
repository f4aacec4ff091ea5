"""Errors in words: a page with a way onward, or a toast that leaves the form alone."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound, ServiceUnavailable

from blog.extensions import db
from blog.web.responses import partials, vary, wants_fragment
from blog.web.security import local_target

LOGGER = logging.getLogger("quire")
RETRY_AFTER = 5  # seconds

Renderer = Callable[[HTTPException], Response]

# title, what happened and what to do
TEXTS = {
    400: ("This request makes no sense here", "Something in the address or the form could not be read."),
    403: ("Not from here", "You cannot do that from there. Nothing was changed."),
    404: (
        "Nothing stands here",
        "The page may have moved, or never was. The list of posts is a good way on.",
    ),
    405: ("Not that way", "This address does not take that kind of request."),
    410: ("It was here once", "The author has taken this page down."),
    413: ("That is too large", "Send something smaller, of {} MB at most; nothing was stored."),
    429: ("One moment, please", "Too many requests came from you just now. Try again shortly."),
    500: (
        "Something broke on our side",
        "It was written down and will be looked at. Nothing you sent was half-stored.",
    ),
    503: ("The site is catching its breath", "The database does not answer just now. Try again in a moment."),
}


def init_app(
    app: Flask, address_after: Callable[[str], str | None], renderers: Mapping[str, Renderer]
) -> None:
    """Answer every error of `app` in words.

    `address_after` knows the addresses of other sites that lead somewhere here; `renderers` answer
    in a form of their own under the first folder of their name.
    """
    app.extensions["error_renderers"] = renderers

    def not_found(error: NotFound) -> Any:
        return _moved(address_after) or _answer(error)

    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(ProgrammingError, _broken_query)
    app.register_error_handler(Exception, _failure)


def _moved(address_after: Callable[[str], str | None]) -> Response | None:
    """The redirect for an address that is known from elsewhere, or has a slash too many at its end."""
    if request.method not in ("GET", "HEAD") or "\0" in request.path:
        return None
    target = address_after(request.path) or local_target(request.path.rstrip("/"))
    if target is None or target == request.path:
        return None
    return make_response(redirect(target, 301))


def _answer(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error  # a redirect, or an answer that was ready
    folder = request.path.split("/")[1]
    response = current_app.extensions["error_renderers"].get(folder, _page)(error)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    if error.code in (429, 503):
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    return response


def _page(error: HTTPException) -> Response:
    status = error.code or 500
    title, text = TEXTS.get(status, (error.name, ""))
    if status == 413:
        text = text.format((request.max_content_length or 0) // 1024**2)
    if error.description and error.description != type(error).description:
        text = error.description
    if wants_fragment():
        return vary(partials("shared/_toast.html", status=status, title=title, text=text))
    request_id = request.environ["quire.request_id"]
    html = render_template("errors/show.html", status=status, title=title, text=text, request_id=request_id)
    return vary(make_response(html, status))


def _unavailable(error: DBAPIError) -> Any:
    request_id, reason = request.environ["quire.request_id"], str(error.orig).partition("\n")[0]
    if isinstance(error.orig, UndefinedTable) or "no such table" in reason:
        reason += "; is it migrated? flask --app main db upgrade"
    LOGGER.error("database: %s (%s)", reason, request_id)
    db.session.rollback()
    return _answer(ServiceUnavailable())


def _broken_query(error: ProgrammingError) -> Any:
    """A table that is missing will come with the migrations; anything else is a fault of ours."""
    return _unavailable(error) if isinstance(error.orig, UndefinedTable) else _failure(error)


def _failure(error: Exception) -> Any:
    LOGGER.exception("failure %s", request.environ["quire.request_id"], exc_info=error)
    db.session.rollback()
    try:
        return _answer(InternalServerError(original_exception=error))
    except Exception:  # even the page that says so is broken
        LOGGER.exception("and its page %s", request.environ["quire.request_id"])
        return Response("Something broke on our side.\n", 500, mimetype="text/plain")
