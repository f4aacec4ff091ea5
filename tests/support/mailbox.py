"""A real mail server on loopback that keeps what it is sent, and a site that sends mail."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask

from blog import create_app
from blog.database import begin_read_only
from blog.extensions import db
from blog.site import mail
from tests.support.server import free_port

CERTIFICATE = Path(__file__).with_suffix(".pem")  # for localhost, signed by itself
DEADLINE = 20
TEXT = "Follow https://blog.example.org/reset/t0p-s3cret"


class Mailbox:
    """What the server was sent, and how it answers: `answers` are given to the next recipients."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.logins: list[LoginPassword] = []
        self.answers: list[str] = []
        self.verdicts: list[str] = []  # on the next mails as a whole

    def url(self, credentials: str = "", scheme: str = "smtp", host: str = "127.0.0.1") -> str:
        """Its BLOG_MAIL_URL."""
        return f"{scheme}://{credentials}{host}:{self.port}"

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.verdicts:
            return self.verdicts.pop(0)
        self.messages.append(_parsed(envelope.content.replace(b"\r\n", b"\n")))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"

    def authenticate(self, _server, _session, _envelope, _mechanism, login) -> AuthResult:
        self.logins.append(login)
        return AuthResult(success=login.password == b"p@ss/word", handled=False)


@contextmanager
def mailbox(
    port: int = 0, host: str = "127.0.0.1", starttls: bool = False, tls: bool = False, **options
) -> Iterator[Mailbox]:
    """Run a mail server and lend its mailbox."""
    box = Mailbox(port or free_port())
    options |= {"authenticator": box.authenticate, "tls_context": _context() if starttls else None}
    controller = Controller(box, host, box.port, ssl_context=_context() if tls else None, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def filed(folder: Path) -> list[EmailMessage]:
    """The mails in a folder that `file:` wrote to, oldest first."""
    return [_parsed(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds; fail after DEADLINE seconds."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def mailing_app() -> Flask:
    """A site, for a server process, whose `/mail-me` sends a mail."""
    app = create_app()

    @app.get("/mail-me")
    def mail_me():
        begin_read_only(False)
        mail.send("ada@example.org", "Welcome", TEXT)
        db.session.commit()
        return "", 204

    mail_me.needs = "anyone"
    return app
