"""Pictures in posts: one row for each file in the media folder."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import UtcDateTime, utcnow
from blog.extensions import db


class Media(db.Model):  # type: ignore[name-defined]
    """A stored picture. The key names its content, so the same picture is kept once."""

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    extension: Mapped[str] = mapped_column(String(8))
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes
    filename: Mapped[str] = mapped_column(String(255))  # as it was called where it came from
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @property
    def path(self) -> str:
        """The address of the file on this site."""
        return f"/media/{self.key}.{self.extension}"
