"""What was sent and never read, because the answer was no before.

A server closes a connection on which much is left unread, and the proxy in front loses the answer with it:
somebody whose form was too large would be told that the site is down.
"""

from contextlib import suppress

from flask import Flask, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

LITTLE = 64 * 1024  # bytes that servers read themselves
MUCH = 32 * 1024 * 1024  # bytes that are not worth it; ops/nginx.conf lets less through
PIECE = 256 * 1024


def init_app(app: Flask) -> None:
    """Read the rest of each request before it is answered."""
    app.after_request(take)


def take(response: Response) -> Response:
    """Read what is left of the request at hand, and forget it."""
    if LITTLE < (request.content_length or 0) <= MUCH:
        try:
            stream = request.stream
        except RequestEntityTooLarge:
            stream = get_input_stream(request.environ)
        with suppress(ClientDisconnected):
            while stream.read(PIECE):
                pass
    return response
