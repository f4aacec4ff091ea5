"""Mail to people: queued with the change it tells of, written and delivered later."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, default

from flask import current_app

from blog.config import Settings
from blog.config.mail import MailUrl, address
from blog.database import utcnow
from blog.site import delivery, jobs


def send(to: str, subject: str, text: str) -> None:
    """Queue a mail to one address in the caller's transaction: rolled back, it never was.

    Raises ValueError where `to` is not one address. White space in `subject` becomes single spaces.
    """
    jobs.add("mail", written(to, subject, text, secrets.token_hex(16), utcnow()))


def written(
    to: str, subject: str, text: str, id: str, date: datetime, headers: Mapping[str, str] | None = None
) -> jobs.Payload:
    """Put a mail into the words that `deliver` takes. Raises ValueError as `send` does.

    `id` and `date` are the same at every attempt, so that receivers can tell a repetition; `headers` are
    more of them, each one line of ASCII.
    """
    return {
        "to": address(to),
        "subject": " ".join(subject.split()),
        "text": text,
        "id": id,
        "date": date.isoformat(timespec="seconds"),
        "headers": dict(headers or {}),
    }


def works(settings: Settings) -> bool:
    """Whether mail reaches people; where it does not, pages say whom to ask instead."""
    return settings.mail_url.delivers


class _Verbatim(UnstructuredHeader):
    """A header that programs read: Python would hide an address too long for a line in an encoded word."""

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_REGISTRY = HeaderRegistry()
for _name in ("in-reply-to", "references", "list-id", "list-unsubscribe", "list-unsubscribe-post"):
    _REGISTRY.map_to_type(_name, _Verbatim)  # type: ignore[arg-type]  # it makes the whole class of it
_POLICY = default.clone(header_factory=_REGISTRY)


@jobs.handler("mail")
def deliver(payload: jobs.Payload) -> None:
    """Deliver a queued mail. Raises Failure, or GiveUp where the server will never take it."""
    settings: Settings = current_app.config["SETTINGS"]
    delivery.deliver(settings.mail_url, compose(settings.title, settings.mail_url, payload))


def compose(title: str, url: MailUrl, payload: jobs.Payload) -> EmailMessage:
    """Write the mail that `payload` asks for, from a site called `title`."""
    message = EmailMessage(_POLICY.clone(utf8=not payload["to"].isascii()))
    message["From"] = _mailbox(url.sender, title)
    message["To"] = _mailbox(payload["to"])
    message["Subject"] = payload["subject"]
    message["Date"] = datetime.fromisoformat(payload["date"])
    message["Message-ID"] = f"<{payload['id']}@{url.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no answers from holidays
    for name, value in payload.get("headers", {}).items():
        message[name] = value
    # Every server takes ASCII; as it is, a link can be copied from a file too.
    encoding = "7bit" if payload["text"].isascii() else "quoted-printable"
    message.set_content(payload["text"], cte=encoding)
    return message


def _mailbox(address: str, name: str = "") -> Address:
    username, _, domain = address.rpartition("@")
    return Address(name, username, domain)
