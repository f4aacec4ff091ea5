"""From draft to public and back."""

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from blog.database import utcnow
from blog.posts.forms import PostForm, ScheduleForm
from blog.posts.models import Post
from blog.posts.routes import editor, saving
from blog.posts.routes.editor import PICTURE
from blog.web.gate import needs, takes

bp = Blueprint("publications", __name__)


@bp.post("/posts/<slug>/publish")
@needs("author")
@takes(PICTURE)
def publish(slug: str) -> Response:
    return saving.save(slug, PostForm(), _publish)


@bp.post("/posts/<slug>/schedule")
@needs("author")
@takes(PICTURE)
def schedule(slug: str) -> Response:
    form = ScheduleForm()

    def schedule(post: Post) -> str:
        post.appear(form.when)
        local = form.when.astimezone(current_app.config["SETTINGS"].timezone)
        return f"Scheduled: readers can see it from {local.day} {local:%B %Y, %H:%M} on."

    return saving.save(slug, form, schedule)


@bp.post("/posts/<slug>/unpublish")
@needs("author")
@takes(PICTURE)
def unpublish(slug: str) -> Response:
    if slug == editor.NEW:
        abort(404)
    return saving.save(slug, PostForm(), _unpublish)


def _publish(post: Post) -> str:
    now = utcnow()
    if post.is_public(now):
        return "It is published; your changes are too."
    post.appear(now)
    return "Published."


def _unpublish(post: Post) -> str:
    post.appear(None)
    return "Unpublished: it is a draft again, and readers no longer find it."
