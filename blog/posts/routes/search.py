"""Full text over all public posts: as one types, or by a plain form."""

from typing import Any

from flask import Blueprint, Response, abort, request

from blog.accounts import queries as accounts
from blog.database import utcnow
from blog.lib import search as texts
from blog.posts import access, queries, search
from blog.web import pace, throttle
from blog.web.gate import anyone
from blog.web.pagination import PAGE_SIZE
from blog.web.responses import page

bp = Blueprint("search", __name__)

MOST = 300  # a minute and address: five a second, as nobody types; an office behind one address may
NARROWER = 2  # tags, and authors, to narrow a search down with


@bp.get("/search")
@anyone
def index() -> Response:
    pace.keep("search", MOST, throttle.MINUTE)
    query, number = texts.parse(request.args.get("q", "")), _page()
    tag, author = _tag(), _author()
    found = search.find(query, utcnow(), tag and tag.id, author and author.id)
    first = (number - 1) * PAGE_SIZE
    hits = search.shown(queries.texts(found.ids[first : first + PAGE_SIZE]), query)
    tags, authors = search.find_names(found, NARROWER) if number == 1 else ([], [])
    context: dict[str, Any] = {"query": query, "found": found, "tag": tag, "author": author}
    return page(
        "search/index.html",
        block="feed",
        riders=("search/_found.html",) if number == 1 else (),
        hits=hits,
        number=number,
        more=number + 1 if first + PAGE_SIZE < len(found.ids) else None,
        focus=request.args.get("focus") == "1",
        narrower={"tag": () if tag else tags, "author": () if author else authors},
        credits=queries.authors_of(hit.post.id for hit in hits),
        **context,
    )


def _page() -> int:
    """The number of the page; beyond the last one there can be, nothing stands."""
    text = request.args.get("page", "1")
    return int(text) if text in map(str, range(1, search.MOST_RESULTS // PAGE_SIZE + 1)) else abort(404)


def _tag() -> Any:
    slug = request.args.get("tag")
    return access.tag_or_404(slug) if slug else None


def _author() -> Any:
    username = request.args.get("author")
    if not username:
        return None
    return accounts.known(username) or abort(404)
