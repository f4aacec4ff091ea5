"""What a token is asked for with: by a person in a form, by a program in JSON."""

from dataclasses import dataclass
from typing import Any

from flask_login import current_user
from wtforms import Field, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from blog.accounts.fields import current_password_field
from blog.api import problems, queries
from blog.web.forms import Form

# scope, its name, what it lets a program do
SCOPES = (
    ("read", "Read", "See what you see: your profile with your email address, and what you may read."),
    ("write", "Write", "Do what you do: write, change and delete, as far as your account may."),
)
LIFETIMES = (("7", "A week", ""), ("30", "30 days", ""), ("90", "90 days", ""), ("365", "A year", ""))

DAYS = [days for days, *_ in LIFETIMES]

NAME_NEEDED = "Give it a name of 80 characters at most."
MOST_TEXT = 1000  # characters of anything that a program writes


def known_scopes(wished: list[Any]) -> list[str]:
    """Put what was asked for in order, each once; nothing where anything is unknown."""
    scopes = [scope for scope, *_ in SCOPES if scope in wished]
    return scopes if all(scope in scopes for scope in wished) else []


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


class TokenForm(Form):
    """A new token."""

    name = StringField(
        "Name",
        [DataRequired(NAME_NEEDED), Length(max=80, message=NAME_NEEDED)],
        [_squeezed],
        "What will use it, such as “backup at home”.",
        render_kw={"autocomplete": "off", "maxlength": "80"},
    )
    scopes = SelectMultipleField("It may", default=["read"], validate_choice=False)
    days = RadioField(
        "It works for", [AnyOf(DAYS, "Choose one of these.")], default="90", validate_choice=False
    )
    current_password = current_password_field()

    def validate_name(self, field: Field) -> None:
        # So that a page which is sent a second time does not make a second token.
        if queries.name_is_taken(current_user.id, field.data):
            raise ValidationError("You have a token of that name. Revoke it, or choose another name.")

    def validate_scopes(self, field: Field) -> None:
        field.data = known_scopes(field.data)
        if not field.data:
            raise ValidationError("Choose one at least.")

    def validate_current_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Write your current password.")


@dataclass(frozen=True)
class TokenRequest:
    """What a program sends for a token."""

    email: str
    password: str
    otp: str
    name: str
    scopes: list[str]


def token_request_or_422(document: dict[str, Any]) -> TokenRequest:
    """Judge what a program sent; names that mean nothing here are passed over."""
    texts = {field: document.get(field, "") for field in ("email", "password", "otp", "name")}
    wished = document.get("scopes", ["read"])
    errors = {
        field: f"Write a text of {MOST_TEXT} characters at most."
        for field, text in texts.items()
        if not isinstance(text, str) or len(text) > MOST_TEXT
    }
    errors |= {field: "Write it." for field in ("email", "password") if texts[field] == ""}
    if "name" not in errors and not 1 <= len(_squeezed(texts["name"])) <= 80:
        errors["name"] = NAME_NEEDED
    scopes = known_scopes(wished) if isinstance(wished, list) else []
    if not scopes:
        errors["scopes"] = f"Write a list of one or more of: {', '.join(scope for scope, *_ in SCOPES)}."
    if errors:
        problems.invalid(errors)
    texts["name"] = _squeezed(texts["name"])
    return TokenRequest(**texts, scopes=scopes)
