"""Loading what an admin is about to look at or to change."""

from typing import Any

from flask import abort
from sqlalchemy import Row

from blog.accounts import directory
from blog.accounts import queries as accounts
from blog.accounts.models import OneTimeToken, User
from blog.admin import queries
from blog.database import utcnow
from blog.web.pagination import MAX_ID

NOBODY = "There is no such account. It may have been deleted."

MIRROR = "mirror"  # the purpose of the token without which nobody learns how a request arrives


def user_or_404(user_id: int) -> User:
    """Return the account, to be changed."""
    return (accounts.by_id(user_id) if user_id <= MAX_ID else None) or abort(404, NOBODY)


def commenter_or_404(username: str) -> User:
    """Return whoever has that name, or had it once."""
    return accounts.by_username(username) or accounts.by_former_username(username) or abort(404, NOBODY)


def person_or_404(user_id: int) -> Row[Any]:
    """Return the account as `directory` shows it. Reads beside the session."""
    return (directory.one(user_id) if user_id <= MAX_ID else None) or abort(404, NOBODY)


def invitation_or_404(digest: str) -> OneTimeToken:
    """Return the open invitation of that digest."""
    return queries.open_invitation(digest) or abort(404, "This invitation was used, or is gone already.")


def mirror_or_404(token: str) -> None:
    """Let in whoever has a token that `doctor` made just now."""
    if accounts.token(MIRROR, token, utcnow()) is None:
        abort(404)
