"""Mail to people: queued with the change it tells of, written and delivered later."""

import secrets
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

from flask import current_app

from blog.config import Settings
from blog.config.mail import MailUrl, address
from blog.database import utcnow
from blog.site import delivery, jobs


def send(to: str, subject: str, text: str) -> None:
    """Queue a mail to one address in the caller's transaction: rolled back, it never was.

    Raises ValueError where `to` is not one address. White space in `subject` becomes single spaces.
    """
    payload = {
        "to": address(to),
        "subject": " ".join(subject.split()),
        "text": text,
        "id": secrets.token_hex(16),  # the same at every attempt, so that receivers can tell a repetition
        "date": utcnow().isoformat(timespec="seconds"),
    }
    jobs.add("mail", payload)


def works(settings: Settings) -> bool:
    """Whether mail reaches people; where it does not, pages say whom to ask instead."""
    return settings.mail_url.delivers


@jobs.handler("mail")
def deliver(payload: jobs.Payload) -> None:
    """Deliver a queued mail. Raises Failure, or GiveUp where the server will never take it."""
    settings: Settings = current_app.config["SETTINGS"]
    delivery.deliver(settings.mail_url, compose(settings.title, settings.mail_url, payload))


def compose(title: str, url: MailUrl, payload: jobs.Payload) -> EmailMessage:
    """Write the mail that `payload` asks for, from a site called `title`."""
    message = EmailMessage(default.clone(utf8=not payload["to"].isascii()))
    message["From"] = _mailbox(url.sender, title)
    message["To"] = _mailbox(payload["to"])
    message["Subject"] = payload["subject"]
    message["Date"] = datetime.fromisoformat(payload["date"])
    message["Message-ID"] = f"<{payload['id']}@{url.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no answers from holidays
    # Every server takes ASCII; as it is, a link can be copied from a file too.
    encoding = "7bit" if payload["text"].isascii() else "quoted-printable"
    message.set_content(payload["text"], cte=encoding)
    return message


def _mailbox(address: str, name: str = "") -> Address:
    username, _, domain = address.rpartition("@")
    return Address(name, username, domain)
