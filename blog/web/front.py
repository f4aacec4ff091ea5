"""The front door, ahead of Flask: host check, request id, page cache, headers, log line."""

import hashlib
import time
from collections.abc import Callable, Iterable
from secrets import token_hex
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from blog.config import Settings
from blog.extensions import db
from blog.site import versions
from blog.web import cache, logs, security

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class Front:
    """WSGI middleware around `app`. `catch_up` is called when something public fell due."""

    def __init__(
        self, app: Flask, settings: Settings, fingerprint: str, catch_up: Callable[[], None]
    ) -> None:
        self.app, self.catch_up = app, catch_up
        self.inner: Callable[..., Iterable[bytes]] = app.wsgi_app
        self.hosts, self.fingerprint = settings.trusted_hosts, fingerprint
        self.headers = security.headers(settings)
        self.names = frozenset(name.lower() for name, _ in self.headers)
        self.cache = cache.PageCache()
        self.log = logs.access_log(settings)
        with app.app_context():
            self.engine = db.engine
            self.driver_error = self.engine.dialect.loaded_dbapi.Error
        app.after_request(self.keep)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = environ["quire.request_id"] = token_hex(8)
        entry, body = self.find(environ), None
        if entry is not None:
            status, headers, content = entry.answer(environ)
        else:
            status, headers, body = self.ask(environ)
            if made := environ.get("quire.entry"):
                _close(body)
                status, headers, content = made.answer(environ)
                body = None
        start_response(status, [*headers, ("X-Request-ID", request_id)])
        self.log(environ, status, time.perf_counter() - started, entry is not None)
        return [content] if body is None else body

    def find(self, environ: Environ) -> cache.Entry | None:
        """Look for a finished page; leave the version behind for the page that will be made."""
        key = cache.key_of(environ)
        if key is None or not self.is_trusted(environ):
            return None
        try:
            version, due = versions.current(self.engine)
            if due is not None and due <= time.time():
                self.fall_due()
                version, _ = versions.current(self.engine)
        except (SQLAlchemyError, LookupError, self.driver_error):
            return None  # Flask answers, and says what is wrong
        environ["quire.key"], environ["quire.version"] = key, version
        return self.cache.find(key, version)

    def fall_due(self) -> None:
        with self.app.app_context():
            self.catch_up()

    def ask(self, environ: Environ) -> tuple[str, cache.Headers, Iterable[bytes]]:
        """Let Flask answer; add the headers that its answer does not bring itself."""
        if not self.is_trusted(environ):
            return _refusal()
        answer: list[Any] = []
        body = self.inner(environ, lambda status, headers, exc_info=None: answer.extend((status, headers)))
        status, headers = answer[-2:]
        own = {name.lower() for name, _ in headers}
        return status, [*headers, *(pair for pair in self.headers if pair[0].lower() not in own)], body

    def is_trusted(self, environ: Environ) -> bool:
        host = environ.get("HTTP_HOST", "").lower()
        name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
        return name in self.hosts

    def keep(self, response: Response) -> Response:
        """Flask's after_request: turn a public page into an entry for its next readers."""
        key: cache.Key | None = request.environ.get("quire.key")
        if key is None or response.status_code != 200 or not cache.is_public(self.app):
            return response
        version: int = request.environ["quire.version"]
        made_of = f"{self.fingerprint} {version} {key[2]} {key[3]}"
        etag = f'"{hashlib.blake2b(made_of.encode(), digest_size=9).hexdigest()}"'
        entry = cache.entry_for(response, version, etag, self.headers)
        request.environ["quire.entry"] = entry
        self.cache.keep(key, entry)
        return response


def _refusal() -> tuple[str, cache.Headers, Iterable[bytes]]:
    text = b"This site does not answer to that name.\n"
    return "400 BAD REQUEST", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))], [text]


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
