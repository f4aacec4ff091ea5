"""What this site is about, in the admin's own words, edited where they stand."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField, TextAreaField, ValidationError

from blog.extensions import db
from blog.lib import markdown, texts
from blog.site import models as site
from blog.web.cache import public
from blog.web.forms import Form
from blog.web.gate import anyone, needs
from blog.web.responses import page

bp = Blueprint("about", __name__)

LONGEST = 50_000  # characters


class AboutForm(Form):
    """The text; `version` tells what it was written upon."""

    body = TextAreaField("Body", description="Markdown. Empty, the page shows the site's description.")
    version = HiddenField()

    def validate_body(self, field: Field) -> None:
        field.data = texts.source(field.data or "")
        if len(field.data) > LONGEST:
            raise ValidationError(f"{LONGEST:,} characters at most; these are {len(field.data):,}.")


@bp.get("/about")
@anyone
@public()
def show() -> Response:
    _, html = site.about_text()
    return page("about/show.html", block="about", html=html)


@bp.get("/about/edit")
@needs("admin")
def edit() -> Response:
    source, _ = site.about_text()
    return _form(AboutForm(formdata=None, body=source), source)


@bp.post("/about/edit")
@needs("admin")
def update() -> Response:
    form = AboutForm()
    if not form.validate():
        return _form(form, "", 422)
    body = form.body.data or ""
    try:
        html = markdown.render(body, prefix="about-").html
    except markdown.TooLarge as error:
        form.body.errors = [str(error)]
        return _form(form, "", 422)
    site.take_turn()
    present, _ = site.about_text()
    if form.version.data != texts.fingerprint(present) and present != body:
        return _form(form, present, 409)
    site.write_about(body, html)
    db.session.commit()
    flash("The about page is saved.")
    return redirect(url_for("about.show"), 303)


def _form(form: AboutForm, present: str, status: int = 200) -> Response:
    """The form; with 409 also the text that somebody saved meanwhile, which the next save may replace."""
    if status != 422:
        form.version.data = texts.fingerprint(present)
    other = present if status == 409 else None
    return page("about/edit.html", block="about", status=status, form=form, other=other)
