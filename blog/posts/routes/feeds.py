"""The newest posts of the whole site, for feed readers; and what pages tell machines of themselves."""

from flask import Blueprint, Response, current_app

from blog.posts import metadata
from blog.posts.feeds import answers, selection
from blog.web.cache import public
from blog.web.gate import anyone

bp = Blueprint("feeds", __name__)
bp.add_app_template_global(metadata, "metadata")  # type: ignore[arg-type]  # any object will do


@bp.get(f"/{answers.RULE}")
@anyone
@public()
def show(form: str) -> Response:
    description = current_app.config["SETTINGS"].description
    return answers.show(form, selection.PUBLISHED, {}, path="/", name="posts", description=description)
