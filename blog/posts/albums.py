"""All pictures of somebody, or of everybody: what shows them, and which can go."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import Executable, Row, Text, cast, delete, exists, select, union_all

from blog.accounts.models import User
from blog.extensions import db
from blog.media import storage
from blog.media.models import Media
from blog.posts.drafts import Draft
from blog.posts.models import PictureUse
from blog.posts.pictures import PATH, keys_in
from blog.site import jobs
from blog.site import models as site
from blog.web import reads

PAGE_SIZE = 24

_IN_POSTS = exists().where(PictureUse.key == Media.key)
_COLUMNS: tuple[Any, ...] = (
    *(Media.id, Media.key, Media.owner_id, Media.filename, Media.size, Media.created_at),
    *(PATH, Media.width, Media.height, Media.narrower),
    *(User.name.label("owner"), _IN_POSTS.label("in_posts")),
)
_PICTURES = select(*_COLUMNS).outerjoin(User, User.id == Media.owner_id)


@dataclass(frozen=True)
class Album:
    """One page of pictures, each with whether anything shows it. The next page is `before` the id `older`."""

    pictures: list[tuple[Row[Any], bool]]
    older: int | None


def listing(owner_id: int | None, before: int | None = None, unused: bool = False) -> Album:
    """Return pictures of `owner_id`, or everybody's, the newest first. Reads beside the session.

    Of all that is `unused` the database finds what no post shows; drafts are asked here.
    """
    rows = _PICTURES.order_by(Media.id.desc())
    if owner_id is not None:
        rows = rows.where(Media.owner_id == owner_id)
    if before is not None:
        rows = rows.where(Media.id < before)
    rows = rows.where(~_IN_POSTS) if unused else rows.limit(PAGE_SIZE + 1)
    beside = _shown_beside_posts(reads.execute)
    judged = ((row, row.in_posts or row.key in beside) for row in reads.execute(rows).all())
    found = list(islice((pair for pair in judged if not (unused and pair[1])), PAGE_SIZE + 1))
    shown = found[:PAGE_SIZE]
    return Album(shown, shown[-1][0].id if len(found) > PAGE_SIZE else None)


def is_shown(key: str) -> bool:
    """Whether a post, its history, a draft or the about text shows a picture, in the caller's transaction."""
    in_posts = db.session.scalar(select(exists().where(PictureUse.key == key)))
    return bool(in_posts) or key in _shown_beside_posts(db.session.execute)


def remove(picture: Media) -> None:
    """Take a picture's row away, within the caller's transaction; a job takes its files when it can."""
    jobs.add("media.clear", {"key": picture.key, "files": picture.files})
    db.session.execute(delete(Media).where(Media.key == picture.key))


@jobs.handler("media.clear")
def _clear_away(payload: jobs.Payload) -> None:
    """Delete the files of a picture that has no row any more; one that came back meanwhile keeps them."""
    site.take_turn()
    if db.session.scalar(select(Media.id).where(Media.key == payload["key"])) is None:
        kept = storage.of(current_app)
        try:
            for name in payload["files"]:
                kept.remove(name)
        except OSError as error:
            raise jobs.Failure(f"the files of the deleted picture {payload['key']} stay: {error}") from error


def _shown_beside_posts(execute: Callable[[Executable], Any]) -> set[str]:
    """What is written and not saved, by whomever, and what the about text shows."""
    details, sought = cast(Draft.details, Text), "/media/"
    passages = union_all(
        select(Draft.body).where(Draft.body.contains(sought)),
        select(details).where(details.contains(sought)),
        select(site.Site.about),
    )
    return keys_in(*execute(passages).scalars())
