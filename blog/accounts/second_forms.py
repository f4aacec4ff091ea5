"""What people fill in around the second factor."""

import time

from flask_login import current_user
from wtforms import Field, HiddenField, StringField, ValidationError

from blog.accounts import second_factor
from blog.accounts.fields import PLAIN, current_password_field
from blog.lib import onetime
from blog.web.forms import Form

NO_CODE = "Write the code that your app shows now."
WRONG_CODE = "That code is wrong, or was used before. Wait for the next one."
TOO_LATE = "This page was open for long. Scan the new picture below, then write the code for it."


def code_field(hint: str) -> StringField:
    """A code that counts once; phones offer to fill it in."""
    return StringField("Code", description=hint, render_kw={"autocomplete": "one-time-code", **PLAIN})


class CodeForm(Form):
    """The second step of signing in."""

    code = code_field("Six digits from your authenticator app, or a recovery code.")
    next = HiddenField()

    def validate_code(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(NO_CODE)


class SetUpForm(Form):
    """A new second factor: the first code shows that the app has the secret."""

    encoded_secret = HiddenField()  # as `second_factor.offer` signed it
    code = code_field("The six digits that the app shows now.")
    current_password = current_password_field()

    secret = ""
    step = 0

    def validate_code(self, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(NO_CODE)
        secret = second_factor.offered(current_user.id, self.encoded_secret.data or "")
        if secret is None:
            raise ValidationError(TOO_LATE)
        step = onetime.step_of(secret, field.data or "", time.time(), None)
        if step is None:
            raise ValidationError(WRONG_CODE)
        self.secret, self.step = secret, step


class OwnPasswordForm(Form):
    """Proof of who sits there, before something is taken away."""

    current_password = current_password_field()
