"""One request as it goes over the wire: nothing is followed, added or forgiven."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.support.server import DEADLINE


@dataclass(frozen=True)
class Answer:
    """Status, headers by name in any case, and the body as it came."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body, which must be UTF-8."""
        return self.body.decode()

    @property
    def page(self) -> LexborHTMLParser:
        """The body, which must be HTML."""
        assert self.headers["Content-Type"].startswith("text/html"), self.headers["Content-Type"]
        return LexborHTMLParser(self.text)


@cache
def trusting(certificate: Path | None) -> ssl.SSLContext:
    """TLS that trusts this certificate alone."""
    return ssl.create_default_context(cafile=certificate)


def ask(
    address: str,
    method: str = "GET",
    body: bytes | str | None = None,
    headers: Mapping[str, str] | None = None,
    trusted: Path | None = None,
    patience: float = DEADLINE,
) -> Answer:
    """Send one request to `address` and return its answer; `trusted` is the certificate of an https server.

    Raises OSError or HTTPException where there is none within `patience` seconds.
    """
    parts = urlsplit(address)
    target = address.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
    if parts.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(
            parts.netloc, timeout=patience, context=trusting(trusted)
        )
    else:
        connection = HTTPConnection(parts.netloc, timeout=patience)
    try:
        connection.request(method, target, body, dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()
