"""Where mail goes: to the console, to a folder, or to a server that sends it on."""

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from blog.config.reader import Reader
from blog.lib import lazily

if TYPE_CHECKING:
    import idna
else:
    idna = lazily.module("idna")

NAME = "BLOG_MAIL_URL"
FORMS = "console:, file:/folder, smtp://user:password@host:587 or smtps://user:password@host:465"
PORTS = {"smtp": 587, "smtps": 465}
ADDRESS = re.compile(r"([^\s@<>,;:\"()\[\]\\]{1,64})@([^\s@<>,;:\"()\[\]\\/?&=#%]{1,253}|\[[\w.:]{1,60}\])")


@dataclass(frozen=True)
class MailUrl:
    """How mail leaves. `domain` is the site's own, in ASCII; `sender` an address."""

    scheme: str
    domain: str
    sender: str
    folder: Path = Path()
    host: str = ""
    port: int = 0
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def delivers(self) -> bool:
        """Whether mail leaves the program at all: what is printed reaches nobody."""
        return self.scheme != "console"

    @property
    def loopback(self) -> bool:
        """Whether the server is on this very machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class _Problem(ValueError):
    """Words for the end of the line that begins with the setting's name."""


def address(text: str) -> str:
    """Return a plain address with its domain in ASCII. Raises ValueError for anything but one address."""
    match = ADDRESS.fullmatch(text)
    if match is None or not text.isprintable():
        raise ValueError("this is not the address of one mailbox")
    return f"{match[1]}@{_ascii(match[2])}"


def is_mailable(text: str) -> bool:
    """Whether `address` takes it."""
    try:
        return bool(address(text))
    except ValueError:
        return False


def mail_url(reader: Reader, base_url: str) -> MailUrl:
    """Read BLOG_MAIL_URL; what is wrong with it is told without repeating it: it may hold a password."""
    domain = _domain(base_url)
    try:
        return _parse(reader.text(NAME, "console:"), domain)
    except ValueError as error:
        reader.problem(f"{NAME} {error}" if isinstance(error, _Problem) else f"{NAME} must look like {FORMS}")
        return MailUrl("console", domain, f"noreply@{domain}")


def _parse(given: str, domain: str) -> MailUrl:
    parts = urlsplit(given)
    sender = _sender(parts, domain)
    if parts.fragment:
        raise _Problem("holds a #: in a user, password or path, write it as %23")
    if parts.scheme == "console" and not (parts.netloc or parts.path):
        return MailUrl("console", domain, sender)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return MailUrl("file", domain, sender, folder=_folder(Path(unquote(parts.path))))
    if parts.scheme in PORTS and parts.hostname and parts.path in ("", "/"):
        username, password = _credentials(parts)
        port = parts.port or PORTS[parts.scheme]
        return MailUrl(parts.scheme, domain, sender, Path(), parts.hostname, port, username, password)
    raise ValueError


def _sender(parts: SplitResult, domain: str) -> str:
    if not parts.query:
        return f"noreply@{domain}"
    name, _, given = parts.query.partition("=")
    try:
        sender = address(unquote(given))
    except ValueError:
        sender = ""
    if name != "from" or not sender or not sender.isascii():
        raise _Problem("may end in an address to send from, such as ?from=blog@example.org, and nothing else")
    return sender


def _credentials(parts: SplitResult) -> tuple[str, str]:
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(username) != bool(password):
        raise _Problem("must hold both a user and a password, or neither")
    if not (username + password).isascii() or not (username + password).isprintable():
        raise _Problem("must hold a user and password of printable ASCII characters")
    return username, password


def _folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError("no permission to write there")
    except OSError as error:
        raise _Problem(f"names a folder that cannot be used: {path} ({error.strerror or error})") from error
    return path


def _domain(base_url: str) -> str:
    try:
        host = urlsplit(base_url).hostname or "localhost"
        return _ascii(host)
    except ValueError:  # its own problem has been told
        return "localhost"


def _ascii(host: str) -> str:
    """A domain in ASCII; a bare IP address in the brackets that mail wants around it."""
    try:
        version = ip_address(host).version
    except ValueError:
        if "" in host.split("."):
            raise ValueError("a label of the domain is empty") from None
        return host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    return f"[IPv6:{host}]" if version == 6 else f"[{host}]"
