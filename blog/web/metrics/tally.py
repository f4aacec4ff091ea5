"""What was answered, counted by each process in plain numbers: that costs a cached page next to nothing."""

from bisect import bisect_left
from collections.abc import Callable
from threading import Lock

from blog.web.metrics.effort import Effort

BUCKETS = (0.0005, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)  # seconds, upper bounds
SECONDS, HITS, MISSES, QUERIES, DATABASE, FIRST = range(6)  # places in a row; the buckets begin at FIRST
WIDTH = FIRST + len(BUCKETS) + 1

METHODS = frozenset({"GET", "HEAD", "POST"})
OTHER = "other"  # whatever a stranger may invent, so that the labels stay few

Key = tuple[str, str, str]  # endpoint, method, first digit of the status
Row = list[float]
Rows = dict[Key, Row]


class Tally:
    """Rows of numbers by endpoint, method and kind of status; `changed` is called after the first change.

    And again after the first one that follows each `copy`.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None
        self._rows: Rows = {}
        self._lock = Lock()
        self._noted = False

    def add(self, endpoint: str, method: str, status: str, seconds: float, hit: bool) -> Row:
        """Count one answer, and whether the page cache gave it; return its row, for `add_effort`."""
        key = (endpoint, method if method in METHODS else OTHER, status[0])
        place = FIRST + bisect_left(BUCKETS, seconds)
        with self._lock:
            row = self._rows.get(key)
            if row is None:
                row = self._rows[key] = [0] * WIDTH
            row[SECONDS] += seconds
            row[HITS] += hit
            row[place] += 1
        if not self._noted:
            self._noted = True
            self.changed()
        return row

    def add_effort(self, row: Row, effort: Effort, missed: bool) -> None:
        """Count what an answer cost, and whether it was made because the page cache did not hold it."""
        with self._lock:
            row[QUERIES] += effort.queries
            row[DATABASE] += effort.seconds
            row[MISSES] += missed

    def copy(self) -> Rows:
        """Return the rows as they stand."""
        with self._lock:
            self._noted = False
            return {key: row.copy() for key, row in self._rows.items()}


def total(row: Row) -> float:
    """How many answers a row counts."""
    return sum(row[FIRST:])


def merge(into: Rows, rows: Rows) -> None:
    """Add `rows` to what stands in `into`."""
    for key, row in rows.items():
        into[key] = [one + other for one, other in zip(into[key], row, strict=True)] if key in into else row
