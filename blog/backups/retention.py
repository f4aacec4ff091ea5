"""Which backups have served their time."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from blog.backups.files import NIGHTLY, UPGRADE
from blog.backups.ledger import Entry

DAYS, WEEKS = 7, 4  # of nightly ones, the newest of each
UPGRADES = 3  # the newest


def expired_files(known: Sequence[Entry], folder: Path, zone: ZoneInfo) -> list[Path]:
    """Return the files in a folder of this machine that can go; never one that is kept under another name.

    What lies elsewhere is not the site's own to remove, and stands for none of those that are.
    """
    own = [entry for entry in known if entry.is_here and entry.file and Path(entry.path).parent == folder]
    gone = expired(own, zone)
    kept = {entry.file for entry in own if entry not in gone}
    return [Path(entry.path) for entry in gone if entry.file not in kept]


def expired(entries: Sequence[Entry], zone: ZoneInfo) -> list[Entry]:
    """Return those that can go; `entries` come the newest first.

    What people made themselves stays until they remove it, and so does the newest that a check restored.
    """
    kept = {*_nightly(entries, zone), *_newest(entries, UPGRADE, UPGRADES)}
    kept.update([entry for entry in entries if entry.is_good][:1])
    return [entry for entry in entries if entry.reason in (NIGHTLY, UPGRADE) and entry not in kept]


def _newest(entries: Iterable[Entry], reason: str, count: int) -> list[Entry]:
    return [entry for entry in entries if entry.reason == reason][:count]


def _nightly(entries: Sequence[Entry], zone: ZoneInfo) -> list[Entry]:
    """Keep one of each day and of each week. Those that a check refused stand for none, but shall be seen."""
    refused = [entry for entry in entries if entry.problem]
    nightly = [entry for entry in entries if entry.reason == NIGHTLY and not entry.problem]
    good = _of_each(nightly, "%Y-%m-%d", DAYS, zone) + _of_each(nightly, "%G-%V", WEEKS, zone)
    return good + _newest(refused, NIGHTLY, DAYS)


def _of_each(entries: Sequence[Entry], period: str, count: int, zone: ZoneInfo) -> list[Entry]:
    newest: dict[str, Entry] = {}
    for entry in entries:
        newest.setdefault(entry.made_at.astimezone(zone).strftime(period), entry)
    return list(newest.values())[:count]
