"""The first admin of a site: whoever holds the link that the server prints, and nobody else."""

from datetime import timedelta
from typing import Any

from flask import abort
from sqlalchemy import Row

from blog.accounts import links, queries
from blog.database import utcnow

LIFETIME = timedelta(days=7)


def new_link() -> str | None:
    """Make the set-up link within the caller's transaction; older ones are void.

    None once somebody can sign in.
    """
    if queries.anybody_can_sign_in():
        return None
    queries.void_tokens("setup", None)
    return links.issue("setup", LIFETIME)


def token_or_404(text: str) -> Row[Any]:
    """Return the set-up token of that text, which stands while no admin can sign in.

    Looking does not use it up.
    """
    found = None if queries.an_admin_can_sign_in() else queries.token("setup", text, utcnow())
    return found or abort(404, "This set-up link was used, has run out, or was replaced by a newer one.")
