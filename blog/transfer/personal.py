"""All that is somebody's own, as a zip that they can keep, read and import again."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload, selectinload

from blog.accounts.models import ApiToken, Avatar, FormerUsername, User, UserSession
from blog.comments.models import Comment, MailRefusal, Notification
from blog.database import utcnow
from blog.extensions import db
from blog.media.storage import Storage
from blog.posts import documents
from blog.posts.drafts import Draft
from blog.posts.models import Authorship, Post, Tagging
from blog.transfer import workshop

# Named one by one: a column that comes later is a secret until somebody says otherwise.
ACCOUNT = "id username name email bio role post_count source_name created_at disabled_at".split()
SESSION = "user_agent remember created_at seen_at ended_at".split()
TOKEN = "name scopes created_at expires_at used_at".split()
COMMENT = "id parent_id body state created_at edited_at".split()
NOTIFICATION = "kind comment_id created_at read_at".split()
_PICTURE = re.compile(r"/media/([a-z2-7]{26}\.(?:webp|gif|png|jpg|svg))")


def write(user: User, media: Storage, file: IO[bytes]) -> None:
    """Write the zip into `file`: account, sign-ins, tokens, comments, picture, posts and what they show.

    Links to pictures stay as they are, `/media/…`: an import looks for them from the top of the zip.
    """
    with ZipFile(file, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
        archive.writestr("account.json", _json(_account(user)))
        archive.writestr("sessions.json", _json(_rows(UserSession, user, SESSION)))
        archive.writestr("api-tokens.json", _json(_rows(ApiToken, user, TOKEN)))
        archive.writestr("comments.json", _json(_conversation(user)))
        if picture := db.session.scalar(select(Avatar.large).where(Avatar.user_id == user.id)):
            archive.writestr("avatar.webp", picture, ZIP_STORED)
        shown: set[str] = set()
        for post in _posts(user):
            archive.writestr(f"posts/{post.slug}.md", documents.as_markdown(post))
            shown.update(_PICTURE.findall(post.body.markdown))
        for draft in db.session.scalars(select(Draft).where(Draft.user_id == user.id)):
            archive.writestr(f"drafts/{draft.key}.md", documents.draft_as_markdown(draft.content))
            shown.update(_PICTURE.findall(draft.body))
        for name in sorted(shown):
            with suppress(FileNotFoundError):
                archive.writestr(f"media/{name}", media.read(name), ZIP_STORED)


def _account(user: User) -> dict[str, Any]:
    former = select(FormerUsername.key).where(FormerUsername.user_id == user.id).order_by(FormerUsername.key)
    return {
        **{name: getattr(user, name) for name in ACCOUNT},
        "second_factor": user.totp_secret is not None,
        "former_usernames": list(db.session.scalars(former)),
    }


def _rows(
    model: type[UserSession] | type[ApiToken] | type[Notification], user: User, names: list[str]
) -> list[dict[str, Any]]:
    columns = [getattr(model, name) for name in names]
    rows = db.session.execute(select(*columns).where(model.user_id == user.id).order_by(model.created_at))
    return [dict(row._mapping) for row in rows]


def _conversation(user: User) -> dict[str, Any]:
    """What somebody said, of what they were told, and which mails they refused; nothing that others said."""
    post = case((Post.published_at <= utcnow(), Post.slug))  # a draft's address is its author's own
    said = (
        select(post.label("post"), *(getattr(Comment, name) for name in COMMENT))
        .join(Post, Post.id == Comment.post_id)
        .where(Comment.author_id == user.id)
        .order_by(Comment.id)
    )
    refused = select(MailRefusal.kind).where(MailRefusal.user_id == user.id).order_by(MailRefusal.kind)
    return {
        "comments": [dict(row._mapping) for row in db.session.execute(said)],
        "notifications": _rows(Notification, user, NOTIFICATION),
        "mail_refused": list(db.session.scalars(refused)),
    }


def _posts(user: User) -> Iterator[Post]:
    """Give the posts one by one; no more than a batch of them is in memory."""
    own = select(Authorship.post_id).where(Authorship.user_id == user.id).order_by(Authorship.post_id)
    complete = (
        joinedload(Post.body, innerjoin=True),
        selectinload(Post.authorships).joinedload(Authorship.user),
        selectinload(Post.taggings).joinedload(Tagging.tag),
    )
    for ids in workshop.batches(db.session.scalars(own).all()):
        yield from db.session.scalars(select(Post).where(Post.id.in_(ids)).options(*complete)).all()


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=2) + "\n"


def _plain(value: datetime) -> str:
    return value.isoformat()
