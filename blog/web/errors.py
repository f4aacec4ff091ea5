"""Errors in words: a page with a way onward, or a toast that leaves the form alone."""

import logging
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from blog.extensions import db
from blog.web.responses import partials, vary, wants_fragment

LOGGER = logging.getLogger("quire")
RETRY_AFTER = 5  # seconds

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
    413: ("That is too large", "Send something smaller; nothing was stored."),
    429: ("One moment, please", "Too many requests came from you just now. Try again shortly."),
    500: (
        "Something broke on our side",
        "It was written down and will be looked at. Nothing you sent was half-stored.",
    ),
    503: ("The site is catching its breath", "The database does not answer just now. Try again in a moment."),
}


def init_app(app: Flask) -> None:
    """Answer every error of `app` in words."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(ProgrammingError, _unavailable)
    app.register_error_handler(Exception, _failure)


def _answer(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error  # a redirect, or an answer that was ready
    status = error.code or 500
    title, text = TEXTS.get(status, (error.name, ""))
    if error.description and error.description != type(error).description:
        text = error.description
    response = _render(status, title, text)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    if status in (429, 503):
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    return response


def _render(status: int, title: str, text: str) -> Response:
    if wants_fragment():
        return vary(partials("shared/_toast.html", status=status, title=title, text=text))
    request_id = request.environ["quire.request_id"]
    html = render_template("errors/show.html", status=status, title=title, text=text, request_id=request_id)
    return vary(make_response(html, status))


def _unavailable(error: DBAPIError) -> Any:
    LOGGER.error("database: %s (%s)", str(error.orig).splitlines()[0], request.environ["quire.request_id"])
    db.session.rollback()
    return _answer(ServiceUnavailable())


def _failure(error: Exception) -> Any:
    LOGGER.exception("failure %s", request.environ["quire.request_id"], exc_info=error)
    db.session.rollback()
    return _answer(InternalServerError(original_exception=error))
