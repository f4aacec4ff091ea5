"""What makes a comment look like a program's. It is never thrown away for that: a moderator sees it first."""

import re
import secrets

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from blog.comments.forms import CommentForm

FASTEST = 3  # seconds in which somebody can read a form and write an answer
MOST_LINKS = 2
_LINK = re.compile(r"https?://|\]\((?!https?:)", re.IGNORECASE)


def stamp() -> str:
    """Return a sealed note of the moment at which a form is shown."""
    return str(_sealer().dumps(secrets.token_hex(4)))


def empty_form() -> CommentForm:
    """Return the form of a comment that answers nobody."""
    return CommentForm(None, stamp=stamp())


def reasons(form: CommentForm) -> list[str]:
    """Say in a few words each what is odd about a comment; nothing about most."""
    found = ["filled in what people cannot see"] if form.website.data else []
    found += _pace(form.stamp.data or "")
    links = count_links(form.text)
    return [*found, f"{links} links"] if links > MOST_LINKS else found


def count_links(text: str) -> int:
    """Count the addresses in a text, bare or behind words."""
    return len(_LINK.findall(text))


def _pace(stamp: str) -> list[str]:
    try:
        _sealer().loads(stamp, max_age=FASTEST - 1)
    except SignatureExpired:
        return []
    except BadSignature:
        return ["sent without the form"]
    return [f"written in under {FASTEST} seconds"]


def _sealer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="comment form")
