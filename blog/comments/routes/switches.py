"""Whether a post takes comments: its authors say."""

from flask import Blueprint, abort, flash, request, url_for
from werkzeug.wrappers import Response

from blog.comments.models import Discussion
from blog.database import utcnow
from blog.extensions import db
from blog.posts import access as posts
from blog.site import models as site
from blog.web.gate import needs
from blog.web.responses import leave

bp = Blueprint("switches", __name__)

CHOICES = ("open", "closed")


@bp.post("/posts/<slug>/discussion")
@needs("author")
def update(slug: str) -> Response:
    post = posts.own_post_or_404(slug)
    choice = request.form.get("comments")
    if choice not in CHOICES:
        abort(422, "Say whether comments shall be open or closed.")
    site.take_turn()
    db.session.merge(Discussion(post_id=post.id, closed_at=utcnow() if choice == "closed" else None))
    site.raise_version()
    flash("Comments are open." if choice == "open" else "Comments are closed; those that are there stay.")
    db.session.commit()
    return leave(url_for("posts.show", slug=post.slug, _anchor="comments"))
