"""What others said since a page was opened: asked for now and then, and brought in when it is wanted."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from blog.comments import access, discussions, queries
from blog.database import utcnow
from blog.web.gate import anyone, needs, unattended
from blog.web.responses import leave, page, unless_known

bp = Blueprint("news", __name__)


@bp.get("/posts/<slug>/comments/news")
@anyone
@unattended
def index(slug: str) -> Response:
    """How many there are. A browser that asks again gets a 304 while that is the same.

    Nobody pressed anything, so a session that ended and a post that is gone are no news, and no error.
    """
    since = discussions.moment_or_404(request.args.get("since", "0"))
    post = queries.post_at(slug, utcnow())
    if post is None or not current_user.is_authenticated:
        return Response(status=204)
    ids = queries.news(post.id, current_user.id, since)
    talk = discussions.talk(post, switchable=False)
    return unless_known(
        page("comments/news.html", "news", talk=talk, ids=ids, since=discussions.moment(since))
    )


@bp.get("/posts/<slug>/comments/since")
@needs("reader")
def since(slug: str) -> AnyResponse:
    """They themselves, each to be put behind the comment that it follows."""
    post, moment = access.post_or_404(slug), discussions.moment_or_404(request.args.get("since", "0"))
    talk = discussions.talk(post, switchable=False)
    ids = queries.news(post.id, current_user.id, moment)
    if not talk.whole and ids:  # they may belong on a page that is not shown
        return leave(url_for("comments.show", id=ids[0]))
    groups = discussions.arrivals(talk, moment)
    return page(
        "comments/since.html", "news", riders=("comments/_arrivals.html",), talk=talk, groups=groups, own=0
    )
