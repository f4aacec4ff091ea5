"""The table that is searched: one row for each post that has a date, drafts have none.

SQLite keeps two FTS5 tables beside it, by triggers, PostgreSQL two GIN indexes; see the migration. Both
take the words as they stand here, already folded.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Mapped, mapped_column

from blog.extensions import db
from blog.posts.models.parts import POST_ID

TAG_MARK, AUTHOR_MARK = "\ue000t", "\ue000a"
_LATEST = 2**32 - 1  # in Unix seconds
_ERA = 91 * 24 * 3600  # seconds


class IndexedPost(db.Model):  # type: ignore[name-defined]
    """The words of a post. Rows are replaced, never changed: their id is the post's place in time.

    Each text begins and ends with a space, so that a word or a phrase can be looked for with its edges;
    " . " stands where a phrase cannot go on. `marks` are words that no text holds, for tags, authors, a time.
    """

    __tablename__ = "search_posts"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(sqlite.INTEGER(), "sqlite"), primary_key=True, autoincrement=False
    )
    post_id: Mapped[int] = mapped_column(ForeignKey(POST_ID, ondelete="CASCADE"), unique=True)
    rules: Mapped[int]  # of words and of this index, when it was written
    title: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    authors: Mapped[str] = mapped_column(Text)
    marks: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


def place(when: datetime, post_id: int) -> int:
    """Return the id of a post that is published at `when`: the later, the larger, no two alike.

    Databases can then give the newest matches first, and stop, without sorting all of them.
    """
    return min(max(int(when.timestamp()), 0), _LATEST) << 31 | post_id


def era(place: int) -> int:
    """Return in which quarter of a year or so a place lies."""
    return (place >> 31) // _ERA


def era_mark(number: int) -> str:
    """Return the word that stands for all posts of an era."""
    return f"\ue000m{number}"


def tag_mark(tag_id: int) -> str:
    """Return the word that stands for a tag."""
    return f"{TAG_MARK}{tag_id}"


def author_mark(user_id: int) -> str:
    """Return the word that stands for an author."""
    return f"{AUTHOR_MARK}{user_id}"
