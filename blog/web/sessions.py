"""Flask's signed cookie, without the signer where no cookie was sent: most readers have none."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature


class Sessions(SecureCookieSessionInterface):
    """Opens an empty session at once for requests without the cookie."""

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
        if not response.cache_control.immutable:
            super().save_session(app, session, response)
