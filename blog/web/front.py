"""The front door, ahead of Flask: host check, request id, page cache, headers, log line."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from random import getrandbits
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from blog.config import Settings
from blog.extensions import db
from blog.site.versions import Versions
from blog.web import cache, logs, security
from blog.web.metrics import effort, sharing
from blog.web.metrics.tally import OTHER, Tally
from blog.web.readiness import Readiness

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

WATCHED = ("/healthz", "/readyz", "/metrics")  # which answer while the database hangs
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]@/]+)(:\d{1,5})?")


class Front:
    """WSGI middleware around `app`. `catch_up` is called when something public fell due."""

    def __init__(self, app: Flask, settings: Settings, catch_up: Callable[[], None]) -> None:
        self.app, self.catch_up = app, catch_up
        self.inner: Callable[..., Iterable[bytes]] = app.wsgi_app
        self.hosts, self.production = settings.trusted_hosts, settings.production
        self.last_host: str | None = None
        self.catching_up = threading.Lock()
        self.headers = security.headers(settings)
        self.cache: cache.PageCache[cache.Entry] = cache.PageCache()
        self.log = logs.access_log(settings)
        self.tally = Tally()
        app.extensions["numbers"] = sharing.Shared(self.tally)
        with app.app_context():
            effort.watch(db.engine)
            app.extensions["readiness"] = Readiness(db.engine, settings)
            self.versions = Versions(db.engine)
            self.driver_error = db.engine.dialect.loaded_dbapi.Error
        app.after_request(self.keep)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = environ["quire.request_id"] = f"{getrandbits(64):016x}"
        entry, body, spent = self.find(environ), None, None
        if entry is not None:
            status, headers, content = entry.answer(environ)
            environ["quire.endpoint"] = entry.endpoint
        else:
            spent = effort.begin(started)
            status, headers, body = self.ask(environ)
            if made := environ.get("quire.entry"):
                _close(body)
                status, headers, content = made.answer(environ)
                body = None
        start_response(status, [*headers, ("X-Request-ID", request_id)])
        self.note(environ, status, time.perf_counter() - started, spent)
        return [content] if body is None else body

    def note(self, environ: Environ, status: str, seconds: float, spent: effort.Effort | None) -> None:
        """Count an answer and write its line; nothing was `spent` on one that the cache gave."""
        endpoint = environ.get("quire.endpoint") or OTHER
        row = self.tally.add(endpoint, environ["REQUEST_METHOD"], status, seconds, spent is None)
        if spent is not None:
            self.tally.add_effort(row, spent, "quire.entry" in environ)
        self.log(environ, status, seconds, spent is None)

    def find(self, environ: Environ) -> cache.Entry | None:
        """Look for a finished page; leave the version behind for the page that will be made."""
        key = None if environ["PATH_INFO"] in WATCHED else cache.key_of(environ)
        if key is None or not self.is_trusted(environ):
            return None
        version = self.version_for(environ)
        if version is None:
            return None  # Flask answers, and says what is wrong
        environ["quire.key"] = key
        return self.cache.find(key, version)

    def version_for(self, environ: Environ) -> int | None:
        """Return the site version under which to answer; None where the database cannot say."""
        if (known := environ.get("quire.version")) is not None:
            return int(known)
        try:
            version, due = self.versions.current()
            if due is not None and due <= time.time():
                self.fall_due()
                version, _ = self.versions.current()
        except (SQLAlchemyError, LookupError, self.driver_error):
            return None
        environ["quire.version"] = version
        return version

    def fall_due(self) -> None:
        """Let one thread at a time catch up: it may wait for a writer, readers should not."""
        if self.catching_up.acquire(blocking=False):
            try:
                with self.app.app_context():
                    self.catch_up()
            finally:
                self.catching_up.release()

    def ask(self, environ: Environ) -> tuple[str, cache.Headers, Iterable[bytes]]:
        """Let Flask answer; add the headers that its answer does not bring itself."""
        if not self.is_trusted(environ):
            return self.refuse(environ)
        if self.production:  # whatever the last proxy spoke, readers came by https
            environ["wsgi.url_scheme"] = "https"
        answer: list[Any] = []
        body = self.inner(environ, lambda status, headers, exc_info=None: answer.extend((status, headers)))
        status, headers = answer[-2:]
        own = {name.lower() for name, _ in headers}
        return status, [*headers, *(pair for pair in self.headers if pair[0].lower() not in own)], body

    def is_trusted(self, environ: Environ) -> bool:
        sent = environ.get("HTTP_HOST", "")
        if sent == self.last_host:  # nearly always
            return True
        host = HOST.fullmatch(sent.lower())
        if host is None or host[1] not in self.hosts:
            return False
        self.last_host = sent
        return True

    def refuse(self, environ: Environ) -> tuple[str, cache.Headers, Iterable[bytes]]:
        text = b"This site does not answer to that name.\n"
        headers = [*self.headers, ("Content-Type", "text/plain"), ("Content-Length", str(len(text)))]
        return "400 BAD REQUEST", headers, [] if environ["REQUEST_METHOD"] == "HEAD" else [text]

    def keep(self, response: Response) -> Response:
        """Flask's after_request: turn a public page into an entry for its next readers.

        And leave behind, for the log and the counts, which view answered whom.
        """
        request.environ["quire.endpoint"] = request.endpoint
        request.environ["quire.user_id"] = logs.viewer_id()
        key: cache.Key | None = request.environ.get("quire.key")
        if key is None or response.status_code != 200 or not cache.is_public(self.app):
            return response
        entry = cache.entry_for(response, request.environ["quire.version"], self.headers)
        request.environ["quire.entry"] = entry
        self.cache.keep(key, entry)
        return response


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
