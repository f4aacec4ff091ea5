"""What somebody who comments fills in."""

from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError

from blog.lib import markdown, sanitize, texts
from blog.web.forms import Form

LONGEST = 5_000  # characters
GONE = "The comment that you answer is gone. Press Comment again to say this on its own."


class BodyForm(Form):
    """The words."""

    body = TextAreaField("Comment", description="Markdown works: *emphasis*, [links](https://…), > quotes.")

    def validate_body(self, field: Field) -> None:
        field.data = texts.source(field.data or "")
        if not texts.line(field.data[: 2 * LONGEST]):
            raise ValidationError("Write something first.")
        if len(field.data) > LONGEST:
            raise ValidationError(
                f"A comment holds {LONGEST:,} characters; this one has {len(field.data):,}. Shorten it."
            )
        if not sanitize.text(markdown.remark(field.data)).strip():
            raise ValidationError("Of this nothing can be seen. Write something.")

    @property
    def text(self) -> str:
        """The words without empty lines around them."""
        return (self.body.data or "").strip("\n").rstrip()


class CommentForm(BodyForm):
    """A comment, or a reply. `website` is for programs: people do not see it. `stamp` says when it was
    shown, `slot` where on the page, `since` how new the comments around it are."""

    parent = HiddenField()
    website = StringField("Website")
    stamp = HiddenField()
    slot = HiddenField()
    since = HiddenField()

    @property
    def place(self) -> str:
        """Where on the page the form stands: below the comment of that id, or at the "top" level."""
        text = str(self.slot.data or self.parent.data or "")
        return text if text.isascii() and text.isdigit() else "top"

    @property
    def parent_id(self) -> int | None:
        """The comment that is answered; 0, which none has, where the field holds no id."""
        text = (self.parent.data or "").strip()
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def drop_parent(self) -> None:
        """Make it a comment of its own, and say so."""
        self.parent.data = ""
        self.body.errors = [GONE]


class EditForm(BodyForm):
    """Other words for a comment; `version` is the fingerprint of those that are changed."""

    version = HiddenField()
