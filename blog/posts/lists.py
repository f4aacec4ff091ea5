"""A list of posts as a page that goes on: the site's, a tag's, an author's."""

import sys
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request
from markupsafe import Markup

from blog.posts import queries
from blog.web import blocks, pagination
from blog.web.responses import page, wants_fragment


@dataclass(frozen=True, slots=True)
class Feed:
    """The cards of one page of a list, and the way on."""

    html: Markup
    through: str | None  # the cursor of the last card
    continued: bool  # whether newer posts stand on pages before this one

    @property
    def weight(self) -> int:
        """Bytes."""
        return sys.getsizeof(self.html)


def show(
    template: str, cards: str, keyset: pagination.Keyset, values: dict[str, int], **context: Any
) -> Response:
    """Answer with a page of `keyset`, whose own parameters are `values`; `cards` is what renders them."""

    def feed() -> Feed:
        return blocks.shared(lambda: _feed(cards, keyset, values))

    if not wants_fragment():
        return make_response(blocks.around(lambda: render_template(template, feed=feed(), **context)))
    part = feed()
    address = f"{request.path}?through={part.through}" if part.through else ""
    return page(template, block="feed", address=address, feed=part, **context)


def _feed(cards: str, keyset: pagination.Keyset, values: dict[str, int]) -> Feed:
    listing = pagination.listing(keyset, **values)
    authors = queries.authors_of(row.id for row in listing.rows)
    html = render_template(cards, listing=listing, authors=authors)
    return Feed(Markup(html), listing.through, listing.continued)
