"""What admins fill in about others."""

from typing import Any

from wtforms import Field, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import AnyOf, Length

from blog.accounts.fields import check_email, email_field
from blog.comments.moderation import AFTER, MOST
from blog.lib.roles import ROLES
from blog.web.forms import Form

INVITED_ROLES = ("author", "reader", "editor")
DAYS = ("7", "30")


class OptionalEmail(Form):
    """Rules for forms whose `email` may stay empty."""

    def validate_email(self, field: Field) -> None:
        field.data = (field.data or "").strip()
        if field.data:
            check_email(field)


class RoleForm(Form):
    """What somebody may do here."""

    role = StringField("Role", [AnyOf(ROLES, "Choose one of the roles.")])


class ResetLinkForm(OptionalEmail):
    """A way in for somebody; `email` for an account that has none yet."""

    email = email_field("Theirs, to sign in with. They can sign in with their username too.")


class InvitationForm(OptionalEmail):
    """A link that makes one account of a role."""

    role = StringField("They will be", [AnyOf(INVITED_ROLES, "Choose one of the roles.")], default="author")
    days = StringField("The link works for", [AnyOf(DAYS, "Choose how long.")], default="7")
    note = StringField(
        "Note",
        [Length(max=200, message="200 characters at most.")],
        description="For whom it is. Only admins see it.",
    )
    email = email_field("Leave it empty to pass the link on yourself.")


def _id(text: str) -> int:
    """Read the id of a comment; 0, which none has, from what is no id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0


class DecisionForm(Form):
    """What becomes of the comments that are ticked, or of the `only` one that a button stands beside.

    `seen` says how each comment on the page was shown: its id, and the sight of it.
    """

    action = StringField("Action", [AnyOf(AFTER, "Choose what shall become of them.")])
    comment = SelectMultipleField("Comments", coerce=_id, validate_choice=False)
    only = StringField("One comment")
    seen = SelectMultipleField("Seen", validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.only.data:
            self.action.data, _, number = self.only.data.partition(" ")
            self.comment.data = [_id(number)]

    def validate_comment(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Nothing is ticked. Tick the comments that you mean, then press a button.")
        if len(field.data) > MOST:
            raise ValidationError(f"{MOST} comments at most at once.")

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence; "" where nothing is."""
        return next((str(errors[0]) for errors in self.errors.values()), "")

    @property
    def sights(self) -> dict[int, str]:
        """What the moderator saw of each comment, by its id."""
        pairs = (text.partition(" ") for text in self.seen.data or ())
        return {_id(number): sight for number, _, sight in pairs}


class BlockForm(Form):
    """What becomes of the comments of somebody who may write no more."""

    comments = RadioField(
        "Their comments",
        [AnyOf(("reject", "keep"), "Choose what shall become of their comments.")],
        default="reject",
        validate_choice=False,
    )
