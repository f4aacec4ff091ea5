"""Dates as people and programs write them in front matter, file names and addresses."""

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from blog.transfer.errors import FileError

_DAY = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d*)?)?"
_MOMENT = re.compile(rf"{_DAY}(?:[T\s]+{_CLOCK})?\s*(Z|UTC|GMT|[+-]\d{{2}}:?\d{{2}})?", re.I)
_IN_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_ ]+(?=\S)")
_IN_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})/")


def moment(value: Any, zone: ZoneInfo) -> datetime | None:
    """Return an aware datetime for a text or a TOML date; a day alone is its midnight in `zone`.

    None and the year 1, which Hugo writes for "no date", give None. Raises FileError for anything else.
    """
    if isinstance(value, str):
        value = _parsed(value.strip())
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if value is None or (isinstance(value, datetime) and value.year == 1):
        return None
    if not isinstance(value, datetime) or value.year == 9999:
        raise FileError("its date is not a date")
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _parsed(text: str) -> datetime | None:
    if not text:
        return None
    match = _MOMENT.fullmatch(text)
    if not match:
        raise FileError(f"its date, {text[:40]!r}, is not a date")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    offset = (match[7] or "").upper()
    iso = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    try:
        return datetime.fromisoformat(iso + ("Z" if offset in ("UTC", "GMT") else offset))
    except ValueError as error:
        raise FileError(f"its date, {text[:40]!r}, does not exist") from error


def midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment a day begins in `zone`."""
    return datetime.combine(day, time(), zone) if day else None


def split_name(name: str) -> tuple[date | None, str]:
    """Divide a file's name such as `2021-9-1-sails` into its date and the rest."""
    match = _IN_NAME.match(name)
    found = _day(match) if match else None
    return (found, name[match.end() :]) if match and found else (None, name)


def in_path(path: str) -> date | None:
    """Return the day in an address such as `2014/12/12/sails`."""
    match = _IN_PATH.search(path)
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
