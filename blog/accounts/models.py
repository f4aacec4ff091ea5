"""Users: who writes and, with a password, who signs in."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import UtcDateTime, utcnow
from blog.extensions import db


class User(db.Model):  # type: ignore[name-defined]
    """An author or reader. Imported authors have no password and cannot sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    bio: Mapped[str] = mapped_column(Text, default="")
    # Set for an account made by an import: the name as the old site wrote it.
    source_name: Mapped[str | None] = mapped_column(String(255), unique=True)
    post_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
