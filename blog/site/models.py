"""The site's own row: its version, what falls due, its about text."""

from datetime import datetime

from sqlalchemy import BigInteger, Text, case, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from blog.extensions import db


class Site(db.Model):  # type: ignore[name-defined]
    """One row, made by the first migration. `version` rises with every public change."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=1)
    # Unix seconds rather than a datetime: the page cache compares it on every request.
    next_due: Mapped[int | None] = mapped_column(BigInteger)
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")


_site = Site.__table__
_TURN = select(_site.c.id).with_for_update()


def lock() -> None:
    """Hold the site row until the transaction ends. Raises OperationalError where another does."""
    db.session.execute(select(_site.c.id).with_for_update(nowait=True))


def take_turn() -> None:
    """Wait for whoever holds the site row and hold it until the transaction ends: one after another."""
    db.session.execute(_TURN)


def raise_version() -> None:
    """Make every cached page stale, in the transaction of the change itself."""
    db.session.execute(update(_site).values(version=_site.c.version + 1))


def fall_due(moment: datetime) -> None:
    """Remember that public content changes by itself at `moment`, if nothing does earlier."""
    seconds = whole_seconds(moment)
    sooner = or_(Site.next_due.is_(None), Site.next_due > seconds)
    db.session.execute(update(Site).values(next_due=case((sooner, seconds), else_=Site.next_due)))


def move_on(next_moment: datetime | None) -> None:
    """What was due has happened: raise the version and wait for `next_moment`."""
    seconds = None if next_moment is None else whole_seconds(next_moment)
    db.session.execute(update(Site).values(version=Site.version + 1, next_due=seconds))


def whole_seconds(moment: datetime) -> int:
    """Unix seconds of `moment`, rounded up: never early."""
    return -int(-moment.timestamp() // 1)


def about_text() -> tuple[str, str]:
    """Return the about page's Markdown and HTML, both empty while nobody wrote one."""
    row = db.session.execute(db.select(Site.about, Site.about_html)).one_or_none()
    return (row.about, row.about_html) if row else ("", "")


def write_about(source: str, html: str) -> None:
    """Replace the about page's Markdown and HTML, within the caller's transaction."""
    db.session.execute(update(Site).values(about=source, about_html=html, version=Site.version + 1))
