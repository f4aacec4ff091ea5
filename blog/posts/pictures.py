"""Pictures as authors use them: brought here, measured, shown in posts."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, select

from blog.database import insert
from blog.extensions import db
from blog.lib import images, texts
from blog.lib.srcset import Size
from blog.media import storage
from blog.media.models import Media
from blog.posts.content import Content
from blog.posts.models import PictureUse
from blog.site import models as site
from blog.web import reads

ADDRESS = re.compile(r"/media/([a-z2-7]{26})")
LONGEST_NAME = 255

PATH: ColumnElement[str] = ("/media/" + Media.key + "." + Media.extension).label("path")
_SIZE: tuple[Any, ...] = (PATH, Media.width, Media.height, Media.narrower)


def keys_in(*contents: str) -> set[str]:
    """Return the keys of all pictures that texts name, whether they are stored or not."""
    return {key for text in contents for key in ADDRESS.findall(text)}


def sizes_in(*contents: str) -> dict[str, Size]:
    """Return the sizes of the stored pictures that texts name, by address. Reads beside the session."""
    keys = keys_in(*contents)
    if not keys:
        return {}
    rows = reads.execute(select(*_SIZE).where(Media.key.in_(keys)))
    return {row.path: Size(row.width, row.height, tuple(row.narrower)) for row in rows}


def cover(address: str, alt: str) -> dict[str, Any] | None:
    """Return what a post keeps of its cover; None where no picture has that address."""
    size = sizes_in(address).get(address)
    if size is None:
        return None
    return {"path": address, "alt": alt, **size._asdict(), "narrower": list(size.narrower)}


def note_uses(post_id: int, content: Content) -> None:
    """Remember what a post shows, in the caller's transaction: for good, since its history shows it too."""
    if keys := keys_in(content.body, content.cover):
        rows = [{"post_id": post_id, "key": key} for key in sorted(keys)]
        db.session.execute(_insert(PictureUse).on_conflict_do_nothing(), rows)


def stored(key: str) -> Media | None:
    """Return the picture under `key`, untracked. Reads beside the session."""
    row = reads.execute(select(Media).where(Media.key == key)).mappings().first()
    return Media(**row) if row else None


def store(data: bytes, filename: str, owner_id: int) -> Media:
    """Keep a picture that came as `filename`, within the caller's transaction; return its row, untracked.

    The same bytes are kept once, and belong to whoever brought them first. Slow: call it before anything
    is written. Raises ImageError, whose message is for the sender, and OSError where it cannot be kept.
    """
    key, kept = storage.key_of(data), storage.of(current_app)
    known = stored(key)
    if known:
        known.filename = _name(
            filename
        )  # as its sender calls it; whose it is, and by what name, is nobody's business
    if known and all(kept.exists(name) for name in known.files):
        return known
    picture = images.clean(data)
    narrower = images.narrower(picture)
    media = Media(
        key=key,
        extension=picture.extension,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        narrower=list(narrower),
        owner_id=owner_id,
        filename=_name(filename),
    )
    files = dict(zip(media.files, (picture.data, *narrower.values()), strict=True))
    _write(kept, files)
    site.take_turn()
    _write(kept, files)  # again, should somebody have deleted the same picture meanwhile
    values = {name: value for name, value in vars(media).items() if not name.startswith("_")}
    db.session.execute(_insert(Media).values(values).on_conflict_do_nothing())
    return known or media


def recent(user_id: int, most: int) -> Sequence[Row[Any]]:
    """Return (path, width, height, narrower, filename) of somebody's newest pictures.

    Reads beside the session.
    """
    own = select(*_SIZE, Media.filename).where(Media.owner_id == user_id)
    return reads.execute(own.order_by(Media.id.desc()).limit(most)).all()


def _write(kept: storage.Storage, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if not kept.exists(name):
            kept.write(name, data)


def _name(sent: str) -> str:
    """The last part of what may be a whole path, on whatever system."""
    return texts.line(PurePosixPath(sent.replace("\\", "/")).name)[:LONGEST_NAME] or "picture"


def _insert(model: Any) -> Any:
    return insert(db.engine, model)
