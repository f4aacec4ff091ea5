"""What admins fill in about others."""

from wtforms import Field, StringField
from wtforms.validators import AnyOf, Length

from blog.accounts.fields import check_email, email_field
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
