"""Posts by year and month of the site's time zone. Everything is read beside the session.

A month is a range of the index on (published_at, id): the database compares moments and never asks for the
month of one, which only Python knows in every time zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, func, select, tuple_

from blog.database import UtcDateTime
from blog.lib import cursors
from blog.posts.models import Post
from blog.web import reads

PAGE_SIZE = 100
MONTHS = range(1, 13)
_TICK = timedelta(microseconds=1)

_posts = Post.__table__.c
_when, _POSITION = _posts.published_at, tuple_(_posts.published_at, _posts.id)


def _moment(name: str) -> Any:
    return bindparam(name, type_=UtcDateTime())


_COUNT = select(func.count()).select_from(Post.__table__)
_COUNTS = select(
    *(
        _COUNT.where(_when >= _moment(f"m{month}"), _when < _moment(f"m{month + 1}")).scalar_subquery()
        for month in MONTHS
    )
)
_LAST_BEFORE = select(_when).where(_when < _moment("end")).order_by(_when.desc()).limit(1)
_FIRST_SINCE = select(_when).where(_when >= _moment("start"), _when < _moment("end")).order_by(_when).limit(1)
_HERE = tuple_(_moment("end"), bindparam("last", type_=_posts.id.type))
_LISTED = (
    select(_posts.id, _posts.slug, _posts.title, _posts.language, _posts.published_at)
    .where(_when >= _moment("start"), _POSITION < _HERE)
    .order_by(_when.desc(), _posts.id.desc())
    .limit(bindparam("most", type_=_posts.id.type))
)


@dataclass(frozen=True)
class Period:
    """A year of a time zone, or a month of one. Raises ValueError where there is no such year or month."""

    zone: ZoneInfo
    year: int
    month: int | None = None

    def __post_init__(self) -> None:
        datetime(self.year, 1 if self.month is None else self.month, 1)

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return _first(self.zone, self.year, self.month or 1)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return _first(self.zone, self.year, 13 if self.month is None else self.month + 1)

    @property
    def path(self) -> str:
        """Where its posts are listed."""
        return f"/archive/{self.year:04}" + (f"/{self.month:02}" if self.month else "")

    def containing(self, moment: datetime | None) -> "Period | None":
        """Return the period of this kind that a moment lies in; None for none."""
        if moment is None:
            return None
        local = moment.astimezone(self.zone)
        return Period(self.zone, local.year, self.month and local.month)


class Year(NamedTuple):
    """How many public posts each of its months has, January first."""

    year: int
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many the whole year has."""
        return sum(self.months)


@dataclass(frozen=True)
class Page:
    """Some posts of a period, the newest first, by month. `older` is the cursor of what follows, or None."""

    months: list[tuple[int, list[Row[Any]]]]
    older: str | None


def years(zone: ZoneInfo, now: datetime) -> list[Year]:
    """Return the years that have public posts at `now`, the latest first: two queries for each."""
    found: list[Year] = []
    latest = _last_before(now + _TICK)
    while latest is not None:
        year = Period(zone, latest.astimezone(zone).year)
        found.append(months(year, now))
        latest = _last_before(year.start)
    return found


def months(period: Period, now: datetime) -> Year:
    """Count the public posts of each month of the period's year."""
    starts = {f"m{month}": _first(period.zone, period.year, month) for month in range(1, 14)}
    counts = reads.execute(_COUNTS, {name: min(start, now + _TICK) for name, start in starts.items()})
    return Year(period.year, tuple(counts.one()))


def listing(period: Period, before: tuple[datetime, int] | None, now: datetime) -> Page:
    """Return the newest public posts of a period, or those that follow the cursor `before`."""
    end, last = min(before or (period.end, 0), (period.end, 0), (now + _TICK, 0))
    rows = reads.execute(
        _LISTED, {"start": period.start, "end": end, "last": last, "most": PAGE_SIZE + 1}
    ).all()
    shown = rows[:PAGE_SIZE]
    older = cursors.encode(shown[-1].published_at, shown[-1].id) if len(rows) > PAGE_SIZE else None
    return Page(_by_month(shown, period.zone), older)


def beside(period: Period, now: datetime) -> tuple[Period | None, Period | None]:
    """Return the nearest (later, earlier) periods of the same kind that have public posts."""
    since = {"start": period.end, "end": now + _TICK}
    later = reads.execute(_FIRST_SINCE, since).scalar_one_or_none()
    return period.containing(later), period.containing(_last_before(period.start))


def _last_before(end: datetime) -> datetime | None:
    return reads.execute(_LAST_BEFORE, {"end": end}).scalar_one_or_none()


def _by_month(rows: Sequence[Row[Any]], zone: ZoneInfo) -> list[tuple[int, list[Row[Any]]]]:
    months = groupby(rows, lambda row: row.published_at.astimezone(zone).month)
    return [(month, list(posts)) for month, posts in months]


def _first(zone: ZoneInfo, year: int, month: int) -> datetime:
    """Return the first moment of a month, the 13th of which is the next year's first, in UTC."""
    try:
        return datetime(year + month // 13, month % 12 or 12, 1, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):  # the ends of the calendar, which no post can leave
        return datetime.min.replace(tzinfo=UTC) if year == 1 else datetime.max.replace(tzinfo=UTC)
