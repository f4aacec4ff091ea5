"""The ways that a finished mail leaves: printed, kept as a file, or handed to a mail server."""

import contextlib
import os
import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from blog.config.mail import MailUrl
from blog.site.jobs import Failure, GiveUp

TIMEOUT = 10  # seconds for each answer of the server


def deliver(url: MailUrl, message: EmailMessage) -> None:
    """Deliver one mail. Raises Failure, or GiveUp where it will never be taken."""
    {"console": _print, "file": _store}.get(url.scheme, _submit)(url, message)


def _print(_url: MailUrl, message: EmailMessage) -> None:
    lines = [f"{name}: {message[name]}" for name in ("From", "To", "Subject")]
    text = "\n".join([*lines, "", *message.get_content().splitlines()])
    shown = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")  # no orders to terminals
    rule = "-" * 72
    print(rule, shown, rule, sep="\n", file=sys.stderr, flush=True)


def _store(url: MailUrl, message: EmailMessage) -> None:
    """Keep the mail in a file of its own, readable by its owner: whole or not at all."""
    moment = message["Date"].datetime.strftime("%Y%m%dT%H%M%S")
    name = f"{moment}-{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
    draft = url.folder / f".{name}"
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(url.folder / name)
    except OSError as error:
        raise Failure(f"the mail cannot be written to {url.folder} ({error.strerror})") from error


def _submit(url: MailUrl, message: EmailMessage) -> None:
    recipient = message["To"].addresses[0].addr_spec
    with _reported(url), contextlib.closing(_connect(url)) as server:
        if not recipient.isascii() and not server.has_extn("smtputf8"):
            raise GiveUp(f"{url.host} takes no address that is not ASCII")
        server.send_message(message, url.sender, [recipient])
        with contextlib.suppress(smtplib.SMTPException, OSError):  # it has been taken, whatever comes now
            server.quit()


def greet(url: MailUrl, timeout: float) -> None:
    """Log in as for a mail, and send none. Raises Failure; `timeout` in seconds for each answer."""
    with _reported(url), contextlib.closing(_connect(url, timeout)) as server:
        server.noop()
        server.quit()


def _connect(url: MailUrl, timeout: float = TIMEOUT) -> smtplib.SMTP:
    """Open a connection, encrypted where the server can, and log in where the setting says so."""
    context = ssl.create_default_context()
    if url.loopback:  # its certificate is its own, and nobody sits in between
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            url.host, url.port, url.domain, timeout=timeout, context=context
        )
    else:
        server = smtplib.SMTP(url.host, url.port, url.domain, timeout=timeout)
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(server.close)
        server.ehlo_or_helo_if_needed()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        elif url.scheme == "smtp" and url.username and not url.loopback:
            raise Failure(f"{url.host} offers no encryption, so the password was not sent")
        if url.username:
            server.login(url.username, url.password)
        on_failure.pop_all()
    return server


@contextmanager
def _reported(url: MailUrl) -> Iterator[None]:
    """Turn the errors of a delivery into lines for the log.

    A server's own words are left out: they may quote the mail.
    """
    place = f"{url.host}:{url.port}"
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        [(code, _)] = error.recipients.values()
        raise _refusal(code)(f"{place} refused the recipient ({code})") from error
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code)(f"{place} refused the mail ({error.smtp_code})") from error
    except smtplib.SMTPResponseException as error:
        raise Failure(f"{place} answered {error.smtp_code} ({type(error).__name__})") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Failure(f"no mail through {place} ({_words(error)})") from error


def _refusal(code: int) -> type[Failure]:
    return GiveUp if code >= 500 else Failure


def _words(error: Exception) -> str:
    return getattr(error, "verify_message", None) or getattr(error, "strerror", None) or type(error).__name__
