"""The picture of an account: made from whatever was sent, kept in two sizes."""

from base64 import b64decode, b64encode
from secrets import token_urlsafe

from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from blog.accounts.models import Avatar, User
from blog.extensions import db
from blog.lib.images import ImageError, Portrait, portrait
from blog.web import reads

LONGEST = 40_000  # characters of a finished picture in base64


def from_form(file: FileStorage | None, finished: str) -> Portrait:
    """Make the picture from an upload, or else from the finished one that the preview page carried.

    Raises ImageError with words for the sender.
    """
    if file is not None and file.filename:
        return portrait(file.read())
    if not finished:
        raise ImageError("Choose a picture first.")
    try:
        return portrait(b64decode(finished[:LONGEST], validate=True))
    except ValueError as error:  # binascii.Error is one, ImageError too
        raise ImageError("Choose the picture again.") from error


def encoded(picture: Portrait) -> str:
    """The finished picture as text, for a hidden field and for an address that needs no request."""
    return b64encode(picture.large).decode("ascii")


def replace(user: User, picture: Portrait) -> None:
    """Give `user` a new picture under a new random key, within the caller's transaction."""
    remove(user)
    user.avatar = token_urlsafe(16)
    db.session.add(Avatar(key=user.avatar, user_id=user.id, large=picture.large, small=picture.small))


def remove(user: User) -> None:
    """Take the picture of `user` away, within the caller's transaction."""
    db.session.execute(delete(Avatar).where(Avatar.user_id == user.id))
    user.avatar = None


def file(key: str, small: bool) -> bytes | None:
    """Return the WebP under `key`. Reads beside the session."""
    column = Avatar.small if small else Avatar.large
    return reads.execute(select(column).where(Avatar.key == key)).scalar()
