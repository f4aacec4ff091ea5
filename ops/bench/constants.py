"""The two yardsticks: the same 20 kB from a bare WSGI application and from a bare Flask route."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

TEXT = "20 kB that never change.".ljust(20_000, ".")
BODY = TEXT.encode("ascii")
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]

flask = Flask("constant", static_folder=None)


def raw(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer without any framework: the least that gunicorn itself costs."""
    start_response("200 OK", HEADERS)
    return [BODY]


@flask.get("/")
def constant() -> str:
    """Answer as the emptiest route there is."""
    return TEXT
