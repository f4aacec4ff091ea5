"""Pictures in posts: one row for each file in the media folder."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
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
    narrower: Mapped[list[int]] = mapped_column(JSON, default=list)  # other widths that it is kept in
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    filename: Mapped[str] = mapped_column(String(255))  # as it was called where it came from
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    @property
    def path(self) -> str:
        """The address of the file on this site."""
        return f"/media/{self.key}.{self.extension}"

    @property
    def files(self) -> list[str]:
        """The names of its files, the widest first, the others by rising width."""
        narrower = [f"{self.key}-{width}.{self.extension}" for width in self.narrower]
        return [f"{self.key}.{self.extension}", *narrower]
