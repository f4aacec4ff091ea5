"""The one decision: a whole page, or the block of it that htmx asked for."""

from collections.abc import Mapping
from typing import Any

from flask import Response, get_flashed_messages, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as AnyResponse

VARY = ("HX-Request", "HX-Request-Type", "Cookie")


def asks_for_fragment(environ: Mapping[str, Any]) -> bool:
    """Whether htmx asks for a part of the page; it says `full` itself where it needs all."""
    return environ.get("HTTP_HX_REQUEST") == "true" and environ.get("HTTP_HX_REQUEST_TYPE") == "partial"


def wants_fragment() -> bool:
    """Whether the request at hand asks for a part of its page."""
    return asks_for_fragment(request.environ)


def page(
    template: str,
    block: str,
    status: int = 200,
    address: str = "",
    riders: tuple[str, ...] = (),
    **context: Any,
) -> Response:
    """Answer with the whole template, or with its `block` alone when htmx asks for a part.

    `address`, if given, is where the page then stands: htmx puts it in the address bar. `riders` are
    partials for what changes elsewhere on a page that stays; the whole page holds all that anyway.
    """
    if not wants_fragment():
        return make_response(render_template(template, **context), status)
    html = render_block(template, block, **context)
    html += "".join(render_template(name, **context) for name in riders)
    if messages := get_flashed_messages(with_categories=True):
        html += render_template("shared/_flashes.html", messages=messages)
    response = make_response(html, status)
    if address:
        response.headers["HX-Replace-Url"] = iri_to_uri(address)
    return response


def leave(url: str) -> AnyResponse:
    """Go to another page: a fragment must not follow, the whole window does."""
    if not wants_fragment():
        return redirect(url, 303)
    return make_response("", 204, {"HX-Redirect": iri_to_uri(url)})


def settle(place: str, part: str) -> AnyResponse:
    """Saved: a window goes to `place`; htmx follows to `part`, the address of the block that changed."""
    return redirect(part if wants_fragment() else place, 303)


def unless_known(response: Response) -> Response:
    """Answer a fragment with a 304 where the browser holds the very same; a page has new tokens each time."""
    if wants_fragment():
        response.add_etag()
        response.make_conditional(request)
    return response


def partials(*names: str, status: int = 200, **context: Any) -> Response:
    """Answer with `<hx-partial>`s only: they run even where the main swap does not."""
    return make_response("\n".join(render_template(name, **context) for name in names), status)


def vary(response: Response) -> Response:
    """Tell caches what an HTML answer depends on."""
    if response.mimetype == "text/html":
        response.headers["Vary"] = ", ".join(VARY)
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
