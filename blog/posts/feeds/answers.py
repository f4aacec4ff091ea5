"""A feed as the answer to a request."""

from typing import Any

from flask import Response, current_app
from sqlalchemy import Select

from blog.database import utcnow
from blog.posts.feeds import atom, jsonfeed, selection
from blog.posts.feeds.feed import Feed

FORMATS = {"atom": atom, "json": jsonfeed}
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
    site = current_app.config["SETTINGS"]
    whole_title = f"{title} · {site.title}" if title else site.title
    entries = selection.newest(statement, utcnow(), **values)
    feed = Feed(site, whole_title, path, name, description, entries)
    module = FORMATS[form]
    return Response(module.render(feed), content_type=f"{module.MEDIA_TYPE}; charset=utf-8")
