"""A post as a result: its title and the passage that answers, with marks in both."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Row

from blog.lib.search import Query, marked, snippet, visible

LONGEST = 200_000  # characters of HTML that a passage is looked for in

_CODE = re.compile("`([^`]+)`")


class Shown(NamedTuple):
    """A row of `queries.texts`, and what is shown of it: HTML in which all but the marks is escaped."""

    post: Row[Any]
    heading: Markup
    passage: Markup


def shown(posts: Iterable[Row[Any]], query: Query) -> list[Shown]:
    """Return each post with its marks; where its text does not answer, the passage is its excerpt."""
    return [Shown(post, _heading(post.title, query), _passage(post, query)) for post in posts]


def _heading(title: str, query: Query) -> Markup:
    return Markup("<bdi>{}</bdi>").format(Markup("").join(_parts(title, query)))


def _parts(title: str, query: Query) -> Iterator[Markup]:
    for number, part in enumerate(_CODE.split(title)):
        text = marked(part, query)
        yield Markup("<code>{}</code>").format(text) if number % 2 else text


def _passage(post: Row[Any], query: Query) -> Markup:
    html = post.html if len(post.html) <= LONGEST else post.html[: post.html.rfind("<", 0, LONGEST)]
    return snippet(visible(html), query) or marked(post.excerpt, query)
