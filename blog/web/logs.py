"""One line a request, plain for people or JSON for machines, always with the request id."""

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import g, has_request_context, request

from blog.config import Settings

LOGGER = logging.getLogger("quire")

# Links that permit something hold their token; who reads the log must not have it.
SECRET_PLACES = (
    *("/reset/", "/setup/", "/account/email/", "/unsubscribe/", "/admin/mirror/"),
    *("/register", "/login"),
)
SECRETS = re.compile(
    r"((?:/|%2F)(?:reset|setup|unsubscribe|account(?:/|%2F)email|admin(?:/|%2F)mirror)(?:/|%2F)|invite(?:=|%3D))[^&/?]+",
    re.IGNORECASE,
)

AccessLog = Callable[[dict[str, Any], str, float, bool], None]


class JsonFormatter(logging.Formatter):
    """A log record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `record` with its request id and, after a failure, the traceback."""
        line: dict[str, Any] = {
            "time": _iso(record.created),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= _about_request() | getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def configure(settings: Settings) -> None:
    """Send the `quire` logger to stderr, in the format that was asked for."""
    handler = logging.StreamHandler(sys.stderr)
    if settings.log_format == "json":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.handlers[:] = [handler]
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def access_log(settings: Settings) -> AccessLog:
    """Return the function that writes one line about one answered request.

    It writes to stderr itself: a log record for each answer would cost more than many answers do.
    """
    line = _json_line if settings.log_format == "json" else _plain_line

    def write(environ: dict[str, Any], status: str, seconds: float, hit: bool) -> None:
        sys.stderr.write(line(environ, status[:3], seconds * 1000, hit))

    return write


def viewer_id() -> int | None:
    """The id of who sent the request at hand, signed in or by a token; None before that was asked."""
    return getattr(g.get("bearer") or g.get("_login_user"), "id", None)


def _plain_line(environ: dict[str, Any], status: str, ms: float, hit: bool) -> str:
    cached, user_id = " cached" if hit else "", environ.get("quire.user_id")
    who = "" if user_id is None else f" user={user_id}"
    method, endpoint = environ["REQUEST_METHOD"], environ.get("quire.endpoint") or "-"
    return (
        f"{status} {method} {_target(environ)} {ms:.1f} ms{cached} {endpoint}{who} "
        f"{environ['quire.request_id']}\n"
    )


def _json_line(environ: dict[str, Any], status: str, ms: float, hit: bool) -> str:
    fields = {
        "time": _iso(time.time()),
        "level": "info",
        "message": "request",
        **_identity(environ),
        "method": environ["REQUEST_METHOD"],
        "target": _target(environ),
        "status": int(status),
        "ms": round(ms, 2),
        "cached": hit,
        "address": environ.get("REMOTE_ADDR", ""),
    }
    return json.dumps(fields) + "\n"


def _identity(environ: dict[str, Any]) -> dict[str, Any]:
    """What tells a request from others: its id, the view that it asked for, who was signed in."""
    return {
        "request_id": environ.get("quire.request_id"),
        "endpoint": environ.get("quire.endpoint"),
        "user_id": environ.get("quire.user_id"),
    }


def _about_request() -> dict[str, Any]:
    if not has_request_context():
        return {}
    return _identity({**request.environ, "quire.endpoint": request.endpoint, "quire.user_id": viewer_id()})


def _target(environ: dict[str, Any]) -> str:
    """The path and query on one line, whatever was sent: %r-style escapes for what is not printable."""
    query = environ.get("QUERY_STRING", "")
    target: str = environ["PATH_INFO"] + (f"?{query}" if query else "")
    if target.startswith(SECRET_PLACES):
        target = SECRETS.sub(r"\1…", target)
    if len(target) > 500:
        target = target[:500] + "…"
    return target if target.isprintable() else target.encode("unicode_escape").decode("ascii")


def _iso(seconds: float) -> str:
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"
