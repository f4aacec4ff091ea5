"""What people fill in about themselves, and what is wrong with it, in words that say what to do."""

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from blog.accounts import avatars, queries
from blog.accounts.fields import (
    EMAIL_TAKEN,
    NAME_TAKEN,
    ODD_WORDS,
    PLAIN,
    check_email,
    check_password,
    check_username,
    current_password_field,
    email_field,
    password_field,
    refuse_far_too_long,
    username_field,
)
from blog.lib import texts
from blog.lib.images import ImageError, Portrait
from blog.web.forms import Form

NAME_LENGTH, BIO_LENGTH = 120, 1000


class ConfirmedPassword(Form):
    """Rules for forms with `password` and `confirm_password`, which each form places where it likes.

    `only` names the one field that is asked about, if not all are: weighing a password is costly.
    """

    only: str | None = None

    who: tuple[str, ...] = ()

    def personal(self) -> tuple[str, ...]:
        """What anybody who knows the account would try first."""
        return self.who

    def validate_password(self, field: Field) -> None:
        if self.only in (None, "password"):
            check_password(field, *self.personal())

    def validate_confirm_password(self, field: Field) -> None:
        if field.data != self["password"].data:
            raise ValidationError("The two passwords differ. Type the same one again.")


class Named(Form):
    """Rules for forms with `username` and `email`. `but` is the id of whoever may have both already."""

    but: int | None = None

    def validate_username(self, field: Field) -> None:
        check_username(field, self.but)

    def validate_email(self, field: Field) -> None:
        check_email(field)

    def is_still_free(self) -> bool:
        """Whether nobody else has the name or the address; says so at the field where somebody does."""
        username, email = self["username"], self["email"]
        username.errors = [NAME_TAKEN] if queries.username_is_taken(username.data or "", self.but) else []
        email.errors = [EMAIL_TAKEN] if queries.email_is_taken(email.data or "", self.but) else []
        return not self.errors


class RegistrationForm(Named, ConfirmedPassword):
    """A new account. A taken e-mail address is told on submit only."""

    username = username_field()
    email = email_field("To sign in with, and for a forgotten password. It is never shown.")
    password = password_field("Password", "new", ODD_WORDS)
    confirm_password = password_field("Confirm password", "new")
    invite = HiddenField()
    next = HiddenField()

    def personal(self) -> tuple[str, ...]:
        return (self.username.data or "", self.email.data or "")


class LoginForm(Form):
    """Who it is. The address may be a username."""

    email = StringField(
        "Email",
        [InputRequired("Write your email address or your username.")],
        description="Your username does as well.",
        render_kw={"autocomplete": "username", **PLAIN},
    )
    password = password_field("Password", "current")
    remember = BooleanField("Remember me on this device")
    next = HiddenField()

    def validate_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Write your password.")


class ProfileForm(Named):
    """What others see, and the address."""

    username = username_field()
    email = email_field("Never shown. A new address counts once you have confirmed it.")
    name = StringField("Name", description="As it stands under your posts.")
    bio = TextAreaField("Bio", description="A sentence or two, for your page.")
    current_password = password_field("Current password", "current", "Only to change the email address.")
    version = HiddenField()  # what the form was filled with

    def validate_name(self, field: Field) -> None:
        refuse_far_too_long(field, NAME_LENGTH)
        field.data = texts.line(field.data or "")
        if not field.data:
            raise ValidationError("Write a name.")
        if len(field.data) > NAME_LENGTH:
            raise ValidationError(f"{NAME_LENGTH} characters at most.")

    def validate_bio(self, field: Field) -> None:
        refuse_far_too_long(field, BIO_LENGTH)
        field.data = texts.lines(field.data or "")
        if len(field.data) > BIO_LENGTH:
            raise ValidationError(f"{BIO_LENGTH:,} characters at most; these are {len(field.data):,}.")


class PasswordForm(ConfirmedPassword):
    """A new password for who knows the current one."""

    current_password = current_password_field()
    password = password_field("New password", "new", ODD_WORDS)
    confirm_password = password_field("Confirm password", "new")


class ForgottenForm(Form):
    """Where to send a link."""

    email = email_field("The one you registered with.")

    def validate_email(self, field: Field) -> None:
        check_email(field)


class ResetForm(ConfirmedPassword):
    """A new password for who holds a link."""

    password = password_field("New password", "new", ODD_WORDS)
    confirm_password = password_field("Confirm password", "new")


class PictureForm(Form):
    """A picture, as a file or as the finished one that the preview page carries; `portrait` is made of it."""

    files = ("picture",)
    portrait: Portrait

    picture = FileField(
        "Picture", description="PNG, JPEG, WebP or GIF, 5 MB at most. The middle becomes a square."
    )
    finished = HiddenField()

    def validate_picture(self, field: Field) -> None:
        try:
            self.portrait = avatars.from_form(field.data, self.finished.data or "")
        except ImageError as error:
            raise ValidationError(str(error)) from error
