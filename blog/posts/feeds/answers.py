"""A feed as the answer to a request."""

from typing import Any

from flask import Response, current_app, request
from sqlalchemy import Select

from blog.database import utcnow
from blog.posts.feeds import atom, jsonfeed, selection
from blog.posts.feeds.feed import Feed
from blog.web import pace

FORMATS = {"atom": atom, "json": jsonfeed}
PACE = 120, 60  # requests that no cache answers, in so many seconds
RULE = "feed.<any(atom, json):form>"  # the last part of a feed's address


def show(
    form: str,
    statement: Select[Any],
    values: dict[str, int],
    *,
    path: str,
    name: str,
    title: str = "",
    description: str = "",
) -> Response:
    """Answer with the newest posts of `statement`, whose own parameters are `values`, as atom or json.

    `path` is that of the page that lists them; `name` tells this feed from others for good.
    """
    pace.keep("feeds", *PACE)
    site = current_app.config["SETTINGS"]
    whole_title = f"{title} · {site.title}" if title else site.title
    entries = selection.newest(statement, utcnow(), **values)
    feed = Feed(site, whole_title, path, name, description, entries)
    module = FORMATS[form]
    response = Response(module.render(feed), content_type=f"{module.MEDIA_TYPE}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()  # for requests that pass the page cache by
    response.make_conditional(request)
    return response
