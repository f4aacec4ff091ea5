"""Something in every table that a backup holds, with the values that are easily lost on the way."""

from datetime import UTC, datetime
from io import BytesIO

from flask import Flask
from PIL import Image
from sqlalchemy import text

from blog.accounts.models import ApiToken, Avatar, FormerUsername, RecoveryCode, UserSession
from blog.backups.tables import LEFT_OUT
from blog.comments.models import CommentBlock, Discussion, MailRefusal, ModerationAction, Notification
from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.media import storage
from blog.media.models import Media
from blog.media.storage import key_of
from blog.posts.drafts import Draft
from blog.posts.models import Alias, PictureUse
from blog.posts.revisions import Revision
from blog.site import jobs
from tests.support.factories import a_comment, a_post, a_token, a_user, an_account

LONG_AGO = datetime(1987, 6, 5, 4, 3, 2, 123456, UTC)
ALL_BYTES = bytes(range(256)) * 40
TEXT = 'Line\r\nline\u2028 "quoted" \\u0000 \U0001f98a é e\u0301 \x07 ]}'


def furnish(app: Flask) -> None:
    """Fill a site."""
    with app.app_context():
        begin_read_only(False)
        ada = an_account("ada", role="admin", totp_secret="JBSWY3DPEHPK3PXP", totp_step=59_000_000, bio=TEXT)
        post = a_post("Of engines", TEXT, tags=("Engines", "Éclair"), published_at=LONG_AGO)
        other = a_post("A plan", draft=True)
        first = a_comment(post)
        a_comment(post, parent=a_comment(post, ada, parent=first))
        _rows(ada.id, post.id, other.id, first.id)
        _picture(app, ada.id)
        jobs.add("mail", {"to": "ada@example.org"})
        db.session.commit()
        db.session.execute(text("UPDATE posts SET cover = 'null' WHERE slug = 'a-plan'"))  # and not NULL
        db.session.commit()


def _rows(ada: int, post: int, other: int, comment: int) -> None:
    reader = a_user("Grace Hopper").id
    a_token("invite", None, role="editor")
    a_token("reset", ada)
    db.session.add_all(
        [
            ApiToken(id="t", user_id=ada, name="Backup", scopes=["read", "é"], expires_at=utcnow()),
            Avatar(key="k", user_id=ada, large=ALL_BYTES, small=b""),
            FormerUsername(key="lovelace", user_id=ada),
            RecoveryCode(user_id=ada, digest="d"),
            UserSession(digest="s", user_id=ada, remember=True),
            CommentBlock(user_id=reader, by_id=ada),
            MailRefusal(user_id=reader, kind="reply"),
            Discussion(post_id=post, closed_at=LONG_AGO),
            ModerationAction(batch="b", action="approve", by_id=ada, user_id=reader, comment_id=comment,
                             before="pending", after="visible", quote=TEXT[:40]),
            Notification(user_id=ada, comment_id=comment, kind="comment"),
            Draft(key="f" * 32, user_id=ada, post_id=other, title="", body=TEXT, details={"": 0}, sent=2**40),
            Alias(path="2014/old", post_id=post),
            PictureUse(post_id=post, key="a" * 26),
            Revision(post_id=post, number=1, title="", body="", details={}, added=1, removed=0),
        ]
    )  # fmt: skip


def _picture(app: Flask, owner: int) -> None:
    data = BytesIO()
    Image.new("RGB", (900, 20), "teal").save(data, "WEBP")
    key = key_of(data.getvalue())
    row = Media(key=key, extension="webp", media_type="image/webp", width=900, height=20, filename="t.webp",
                size=len(data.getvalue()), narrower=[480], owner_id=owner)  # fmt: skip
    db.session.add(row)
    for name in row.files:
        storage.of(app).write(name, data.getvalue() + name.encode())


def content(app: Flask) -> dict[str, list[tuple]]:
    """Return what a backup of a site must hold, by table, in an order of its own."""
    with app.app_context():
        begin_read_only(True)
        tables = [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]
        found = {table.name: [tuple(row) for row in db.session.execute(db.select(table))] for table in tables}
    found["one_time_tokens"] = [row for row in found["one_time_tokens"] if "invite" in row]
    found["site"] = [row[2:] for row in found["site"]]  # without the version
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def pictures(app: Flask) -> dict[str, bytes]:
    """Return the files of all pictures."""
    kept = storage.of(app)
    return {name: kept.read(name) for name in kept.names()}
