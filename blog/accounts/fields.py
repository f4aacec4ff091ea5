"""The fields that forms about people share, and the rules for what they hold."""

from typing import TYPE_CHECKING

from flask import current_app
from wtforms import EmailField, Field, PasswordField, StringField, ValidationError

from blog.accounts import queries
from blog.config.mail import is_mailable
from blog.lib import lazily, passwords, usernames

if TYPE_CHECKING:
    import email_validator
else:
    email_validator = lazily.module("email_validator")

EMAIL_LENGTH = 254
NAME_TAKEN = "That name is taken, or looks too much like one that is. Try another."
EMAIL_TAKEN = "There is an account with this address already. Sign in, or ask for a new password."


def check_username(field: Field, but: int | None = None) -> None:
    """Judge a username, free or taken; it becomes its normal form. Raises ValidationError."""
    if problem := usernames.problem(field.data or ""):
        raise ValidationError(problem)
    field.data = usernames.normalise(field.data)
    if queries.username_is_taken(field.data, but):
        raise ValidationError(NAME_TAKEN)


def check_email(field: Field) -> None:
    """Judge how an address is written. Raises ValidationError."""
    try:
        found = email_validator.validate_email((field.data or "").strip()[:400], check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise ValidationError("Write an address such as ada@example.org.") from None
    if len(found.normalized.casefold()) > EMAIL_LENGTH or not is_mailable(found.normalized):
        raise ValidationError("Mail cannot be sent to that address. Write another one.")
    field.data = found.normalized


def refuse_far_too_long(field: Field, limit: int) -> None:
    """Raise ValidationError for a text so long that tidying it up would take long, too."""
    if len(field.data or "") > 4 * limit:
        raise ValidationError(f"{limit:,} characters at most.")


def check_password(field: Field, *personal: str) -> None:
    """Judge how long and how guessable a password is. Raises ValidationError."""
    title = current_app.config["SETTINGS"].title
    if problem := passwords.problem(field.data or "", *filter(None, personal), title):
        raise ValidationError(problem)


PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
ODD_WORDS = "Eight characters or more. Four odd words are better than one clever one."


def current_password_field() -> PasswordField:
    """The password that proves who sits there; `access.knows_password` judges it."""
    return password_field("Current password", "current", "So that nobody does this while you are away.")


def username_field() -> StringField:
    """The name that an account has here."""
    hint = "Letters and digits of any script. It becomes part of your address here."
    return StringField("Username", description=hint, render_kw={"autocomplete": "username", **PLAIN})


def email_field(hint: str) -> EmailField:
    """An address; never shown to others."""
    return EmailField("Email", description=hint, render_kw={"autocomplete": "email", **PLAIN})


def password_field(label: str, kind: str, hint: str = "") -> PasswordField:
    """A password; `kind` tells password managers whether it is the current or a new one."""
    return PasswordField(label, description=hint, render_kw={"autocomplete": f"{kind}-password"})
