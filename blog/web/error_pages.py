"""What an error says: a page with a way onward, or a toast that leaves the form alone."""

from flask import Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from blog.web import refusals, themes, troubles
from blog.web.responses import partials, vary, wants_fragment

# title, what happened and what to do
TEXTS = {
    400: ("This request makes no sense here", "Something in the address or the form could not be read."),
    403: ("Not from here", "You cannot do that from there. Nothing was changed."),
    404: (
        "Nothing stands here",
        "The page may have moved, or never was. The list of posts is a good way on.",
    ),
    405: ("Not that way", "This address does not take that kind of request."),
    410: ("It was here once", "The author has taken this page down."),
    413: ("That is too large", "Send something smaller, of {} MB at most; nothing was stored."),
    429: ("One moment, please", "Too many requests came from you just now. Try again shortly."),
    500: (
        "Something broke on our side",
        "It was written down and will be looked at. Nothing you sent was half-stored.",
    ),
    503: troubles.SILENT,
}


def show(error: HTTPException) -> Response:
    """Answer with a page in words, which keeps what was typed where it was not stored; or with a toast."""
    status = error.code or 500
    title, text = TEXTS.get(status, (error.name, ""))
    if status == 503 and "trouble" in g:
        title, text = g.trouble.words
    if status == 413:
        text = text.format((request.max_content_length or 0) // 1024**2)
    if error.description and error.description != type(error).description:
        text = error.description
    if wants_fragment():
        toast = "shared/_notice.html" if status >= 500 else "shared/_toast.html"  # no link away from a text
        return vary(partials(toast, status=status, title=title, text=text))
    said = {
        "status": status,
        "title": title,
        "text": text,
        "request_id": request.environ["quire.request_id"],
    }
    if status >= 500 and (pairs := refusals.typed_at_least()):
        html = render_template("errors/kept.html", action=themes.here(), pairs=pairs, **said)
    else:
        html = render_template("errors/show.html", **said)
    return vary(make_response(html, status))
