"""The form of a post: its text, what is said about it, and what it was written upon."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import current_app, request
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError

from blog.database import utcnow
from blog.lib import slugs, texts
from blog.lib.markdown.limits import MAX_SOURCE
from blog.posts import drafts, pictures, queries
from blog.posts.content import (
    ALT_LENGTH,
    EXCERPT_LENGTH,
    MOST_TAGS,
    SLUG_LENGTH,
    TAG_LENGTH,
    TITLE_LENGTH,
    Content,
    as_tags,
)
from blog.posts.manuscripts import Manuscript
from blog.web.forms import Form

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")  # BCP 47, without its rarest forms
FARTHEST = timedelta(days=3660)
DRAFT_LIMIT = 2_000  # characters of each field but the body: room for what is not finished


class PostForm(Form):
    """What an author types about `post`; None for a new one."""

    post: Manuscript | None = None
    picture_problem = ""  # what is wrong with a picture that came along

    title = TextAreaField("Title")
    body = TextAreaField("Body")
    tags = StringField("Tags", description="Divided by commas.")
    excerpt = TextAreaField("Excerpt", description="For lists. Empty, the text's first sentences.")
    slug = StringField("Address", description="Empty, it is made of the title. An old one redirects.")
    cover = StringField("Cover")
    cover_alt = StringField("Cover in words", description="For those who cannot see it.")
    language = StringField("Language", description="Where it is not the site's: de, pt-BR.")
    publish_at = StringField("Publish at")
    version = HiddenField()  # of the post that the text was written upon
    draft = HiddenField()  # the key of this form
    continued = HiddenField()  # the draft that this form began with
    base = HiddenField()  # of a merge: what both sides had in common

    def validate_title(self, field: Field) -> None:
        field.data = texts.line(field.data or "")
        if not field.data:
            raise ValidationError("Give it a title.")
        _limit(field, TITLE_LENGTH)

    def validate_body(self, field: Field) -> None:
        field.data = texts.source(field.data or "")
        _limit(field, MAX_SOURCE)

    def validate_tags(self, field: Field) -> None:
        names = [texts.line(name) for name in as_tags(field.data or "")]
        if len(names) > MOST_TAGS:
            raise ValidationError(f"{MOST_TAGS} tags at most; these are {len(names)}.")
        if not all(0 < len(name) <= TAG_LENGTH for name in names):
            raise ValidationError(f"A tag has {TAG_LENGTH} characters at most, and some that can be seen.")
        field.data = ", ".join(queries.spelled(names))

    def validate_excerpt(self, field: Field) -> None:
        field.data = texts.line(field.data or "")
        _limit(field, EXCERPT_LENGTH)

    def validate_slug(self, field: Field) -> None:
        typed = (field.data or "").strip()
        if self.post and typed in ("", self.post.slug):
            field.data = self.post.slug
            return
        field.data = slugs.slugify(typed, SLUG_LENGTH) if typed else ""
        if field.data and queries.slug_is_taken(field.data, self.post.id if self.post else None):
            raise ValidationError(f"Another post stands or stood at {field.data}. Choose another address.")

    def validate_cover(self, field: Field) -> None:
        field.data = (field.data or "").strip()
        if field.data and pictures.cover(field.data, "") is None:
            raise ValidationError("There is no such picture here. Add it first, then choose it.")

    def validate_cover_alt(self, field: Field) -> None:
        field.data = texts.line(field.data or "") if self.cover.data else ""
        _limit(field, ALT_LENGTH)

    def validate_language(self, field: Field) -> None:
        field.data = (field.data or "").strip()
        if field.data and not LANGUAGE.fullmatch(field.data):
            raise ValidationError("Write it as de, en or pt-BR.")

    @property
    def content(self) -> Content:
        """What was typed, as one value."""
        plain = {name: self[name].data or "" for name in Content.__dataclass_fields__ if name != "tags"}
        return Content(tags=as_tags(self.tags.data or ""), **plain)

    def fill(self, content: Content) -> None:
        """Show `content` in the fields."""
        for name, value in {"title": content.title, "body": content.body, **content.details}.items():
            self[name].data = ", ".join(value) if name == "tags" else value

    @property
    def number(self) -> int:
        """The version that the text was written upon; 0 for a new post, and for nonsense."""
        return _number(self.version)

    @property
    def base_number(self) -> int | None:
        """In a merge: the version that both sides had in common."""
        return _number(self.base) if self.base.data else None

    @property
    def moment_sent(self) -> int | None:
        """When the browser sent it, in ms by its own clock; None where it does not say."""
        text = request.form.get("sent", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None

    @property
    def key(self) -> str:
        """The key of this form, a new one where none was sent that can be."""
        if not drafts.KEY.fullmatch(self.draft.data or ""):
            self.draft.data = drafts.new_key()
        return str(self.draft.data)

    @property
    def is_too_long_to_keep(self) -> str:
        """What is wrong with a text that no draft can hold; "" where it fits."""
        if len(self.body.data or "") > MAX_SOURCE:
            return f"a post holds {MAX_SOURCE:,} characters, and this has {len(self.body.data or ''):,}."
        for field in self:
            if field.name != "body" and len(str(field.data or "")) > DRAFT_LIMIT:
                return f"“{field.label.text}” is far too long."
        return ""

    def unfinished(self, saved: Content | None = None) -> Content:
        """What was typed so far, unjudged but for line ends; what was not sent is as it is `saved`."""
        self.body.data = texts.source(self.body.data or "")
        if saved is None:
            return self.content
        left_out = Content.__dataclass_fields__.keys() - request.form.keys()
        kept = {name: getattr(saved, name) for name in left_out}
        return replace(self.content, **{**kept, "slug": self.slug.data or saved.slug})


class ScheduleForm(PostForm):
    """The same, to be published at `when`."""

    when: datetime

    def validate_publish_at(self, field: Field) -> None:
        """Read the moment in the site's time zone."""
        try:
            typed = datetime.strptime((field.data or "")[:16], "%Y-%m-%dT%H:%M")
            self.when = typed.replace(tzinfo=current_app.config["SETTINGS"].timezone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("Say the day and the time at which it shall be published.") from None
        if not utcnow() < self.when < utcnow() + FARTHEST:
            raise ValidationError("Choose a moment that lies ahead, within ten years; or publish it now.")


def was_sent() -> bool:
    """Whether the request carries a text, or only presses a button."""
    return "body" in request.form or "title" in request.form


def choices() -> dict[str, str]:
    """What was chosen in a merge, by field or part."""
    return {
        name.removeprefix("choose-"): value
        for name, value in request.form.items()
        if name.startswith("choose-")
    }


def _number(field: Field) -> int:
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _limit(field: Field, most: int) -> None:
    if len(field.data) > most:
        raise ValidationError(f"{most:,} characters at most; these are {len(field.data):,}.")
