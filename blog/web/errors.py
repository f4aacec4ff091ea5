"""Errors in words: a page with a way onward, or a toast that leaves the form alone."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, request
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound, ServiceUnavailable

from blog.database import begin_read_only
from blog.web import error_pages, reads, troubles
from blog.web.security import local_target

LOGGER = logging.getLogger("quire")
RETRY_AFTER = 5  # seconds

Renderer = Callable[[HTTPException], Response]


def init_app(
    app: Flask, address_after: Callable[[str], str | None], renderers: Mapping[str, Renderer]
) -> None:
    """Answer every error of `app` in words.

    `address_after` knows the addresses of other sites that lead somewhere here; `renderers` answer
    in a form of their own under the first folder of their name.
    """
    app.extensions["error_renderers"] = renderers

    def not_found(error: NotFound) -> Any:
        try:
            return _moved(address_after) or _answer(error)
        except SQLAlchemyError as failure:
            return _unavailable(failure)

    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(InterfaceError, _unavailable)
    app.register_error_handler(PoolTimeout, _unavailable)
    app.register_error_handler(PendingRollbackError, _unavailable)  # the connection was lost a query before
    app.register_error_handler(DBAPIError, _broken_query)
    app.register_error_handler(OSError, _broken_file)
    app.register_error_handler(Exception, _failure)
    app.after_request(_say_when)


def _say_when(response: Response) -> Response:
    """Whatever cannot be done now, and whoever says so, names the time to come back."""
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    return response


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
    try:
        return _told(error)
    except SQLAlchemyError as failure:  # not even who asks can be read; the second page knows of nobody
        _note(troubles.of_database(failure))
        return _told(error if error.code == 503 else ServiceUnavailable())


def _told(error: HTTPException) -> Response:
    folder = request.path.split("/")[1]
    render: Renderer = current_app.extensions["error_renderers"].get(folder, error_pages.show)
    response = render(error)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    if error.code == 429:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    return response


def _unavailable(error: SQLAlchemyError) -> Any:
    return _say_trouble(troubles.of_database(error))


def _broken_query(error: DBAPIError) -> Any:
    """A table that is missing will come with the migrations; most else is a fault of ours."""
    trouble = troubles.of_statement(error)
    return _say_trouble(trouble) if trouble else _failure(error)


def _broken_file(error: OSError) -> Any:
    """A disk that takes no more; most else is a fault of ours."""
    trouble = troubles.of_files(error)
    return _say_trouble(trouble) if trouble else _failure(error)


def _say_trouble(trouble: troubles.Trouble) -> Any:
    _note(trouble)
    g.trouble = trouble
    return _answer(ServiceUnavailable(trouble.words[1]))


def _note(trouble: troubles.Trouble) -> None:
    LOGGER.error("%s (%s)", trouble.reason, request.environ["quire.request_id"])
    _start_afresh()


def _start_afresh() -> None:
    """Undo what was begun; the page that says so only reads, and waits for no writer."""
    reads.release()
    begin_read_only(True)


def _failure(error: Exception) -> Any:
    LOGGER.exception("failure %s", request.environ["quire.request_id"], exc_info=error)
    _start_afresh()
    try:
        return _answer(InternalServerError(original_exception=error))
    except Exception:  # even the page that says so is broken
        LOGGER.exception("and its page %s", request.environ["quire.request_id"])
        return Response("Something broke on our side.\n", 500, mimetype="text/plain")
