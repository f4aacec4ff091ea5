"""What somebody who leaves has to say."""

from wtforms import Field, RadioField, ValidationError
from wtforms.validators import AnyOf

from blog.accounts.fields import current_password_field
from blog.web.forms import Form

KEEP, DELETE = "keep", "delete"


class DeletionForm(Form):
    """What becomes of the posts, and proof of who asks. Without posts, `posts` is given beforehand."""

    posts = RadioField(
        "Your posts",
        [AnyOf((KEEP, DELETE), message="Say what shall become of your posts.")],
        validate_choice=False,
    )
    current_password = current_password_field()

    def validate_current_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Write your current password.")
