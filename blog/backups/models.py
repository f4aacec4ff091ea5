"""The table of backups: what lies on which machine, and what became of its last check."""

from datetime import datetime

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import UtcDateTime
from blog.extensions import db


class Backup(db.Model):  # type: ignore[name-defined]
    """A file that was made by the site itself. Machines that share the database do not share their disks."""

    __tablename__ = "backups"
    __table_args__ = (UniqueConstraint("machine", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    machine: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(String(1000))
    reason: Mapped[str] = mapped_column(String(10))  # files.HAND, NIGHTLY or UPGRADE
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text, default="")  # what the check found
    missing: Mapped[int] = mapped_column(default=0)  # pictures whose files were not there when it was made
