"""Flask's signed cookie, without the signer where no cookie was sent, and its form token, signed once."""

from functools import lru_cache
from typing import cast

from flask import Flask, Request, Response, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

MOST = 1000  # sessions whose form token is kept


class Sessions(SecureCookieSessionInterface):
    """Opens an empty session at once for requests without the cookie."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer, made once: the keys do not change while a process runs."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds, or an empty session.

        How old it may be is told by the table of sessions. A signature's own time would sign everybody out
        who came while the clock was ahead.
        """
        sent = request.cookies.get(self.get_cookie_name(app))
        signer = self.get_signing_serializer(app) if sent else None
        if sent is None or signer is None:
            return self.session_class()
        try:
            return self.session_class(signer.loads(sent))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where it changed, but not on what never changes: caches keep that for all."""
        if "immutable" in response.headers.get("Cache-Control", ""):
            return
        if session.modified or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)


def form_token() -> str:
    """Return the token that forms of this session carry: the same each time, since none runs out."""
    known = session.get("csrf_token")
    if known is not None and "csrf_token" not in g:
        g.csrf_token = _signed(cast(str, current_app.secret_key), known)
    return cast(str, generate_csrf())


@lru_cache(MOST)
def _signed(_secret: str, _known: str) -> str:
    return cast(str, generate_csrf())
