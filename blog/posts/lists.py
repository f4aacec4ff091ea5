"""A list of posts as a page that goes on: the site's, a tag's, an author's."""

from typing import Any

from flask import Response, request

from blog.posts import queries
from blog.web import pagination
from blog.web.responses import page


def show(template: str, keyset: pagination.Keyset, values: dict[str, int], **context: Any) -> Response:
    """Answer with the cards of `keyset`, whose own parameters are `values`."""
    listing = pagination.listing(keyset, **values)
    authors = queries.authors_of(row.id for row in listing.rows)
    address = f"{request.path}?through={listing.through}" if listing.through else ""
    return page(template, block="feed", address=address, listing=listing, authors=authors, **context)
