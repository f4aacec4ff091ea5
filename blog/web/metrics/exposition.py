"""The numbers as Prometheus reads them."""

import platform
import tomllib
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from blog.config import ROOT
from blog.lib import lazily
from blog.site.backlog import Backlog
from blog.web.metrics import tally
from blog.web.metrics.tally import Row, Rows

BOUNDS = (*(str(bound) for bound in tally.BUCKETS), "+Inf")
LABELS = ("endpoint", "method", "status")

prometheus = lazily.module("prometheus_client")
core = lazily.module("prometheus_client.core")


def text(rows: Rows, backlog: Backlog | None, database: str) -> tuple[bytes, str]:
    """Return (Prometheus' text, its media type); without a `backlog`, it says nothing of jobs."""
    registry = prometheus.CollectorRegistry()
    registry.register(_Numbers(rows, backlog, database))
    return prometheus.generate_latest(registry), prometheus.CONTENT_TYPE_LATEST


def version() -> str:
    """Return which Quire this is."""
    project: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return project


class _Numbers:
    def __init__(self, rows: Rows, backlog: Backlog | None, database: str) -> None:
        self._rows, self._backlog, self._database = rows, backlog, database

    def collect(self) -> Iterator[Any]:
        labels = {"version": version(), "python": platform.python_version(), "database": self._database}
        yield core.InfoMetricFamily("quire_build", "What is running.", value=labels)
        yield from _requests(self._rows)
        yield from _page_cache(self._rows)
        yield from _database(self._rows)
        if self._backlog:
            yield from _jobs(self._backlog)


def _requests(rows: Rows) -> Iterator[Any]:
    counts = core.CounterMetricFamily("quire_requests", "Requests answered.", labels=LABELS)
    times = core.HistogramMetricFamily("quire_request_seconds", "Time until an answer began.", labels=LABELS)
    for (endpoint, method, digit), row in sorted(rows.items()):
        labels = (endpoint, method, f"{digit}xx")
        counts.add_metric(labels, tally.total(row))
        buckets = list(zip(BOUNDS, accumulate(row[tally.FIRST :]), strict=True))
        times.add_metric(labels, buckets, row[tally.SECONDS])
    yield from (counts, times)


def _page_cache(rows: Rows) -> Iterator[Any]:
    for name, place, what in (
        ("quire_page_cache_hits", tally.HITS, "Public pages that the page cache held."),
        ("quire_page_cache_misses", tally.MISSES, "Public pages that were made, and kept."),
    ):
        yield core.CounterMetricFamily(name, what, value=sum(row[place] for row in rows.values()))


def _database(rows: Rows) -> Iterator[Any]:
    spent: dict[str, Row] = {}
    for (endpoint, _, _), row in rows.items():
        queries, seconds = spent.get(endpoint, (0, 0))
        spent[endpoint] = [queries + row[tally.QUERIES], seconds + row[tally.DATABASE]]
    queries = core.CounterMetricFamily("quire_database_queries", "Statements.", labels=LABELS[:1])
    seconds = core.CounterMetricFamily("quire_database_seconds", "Time waited for them.", labels=LABELS[:1])
    for endpoint, (count, time) in sorted(spent.items()):
        queries.add_metric([endpoint], count)
        seconds.add_metric([endpoint], time)
    yield from (queries, seconds)


def _jobs(backlog: Backlog) -> Iterator[Any]:
    jobs = core.GaugeMetricFamily("quire_jobs", "Jobs and mail in the queue.", labels=["state"])
    for state in ("waiting", "overdue", "given_up"):
        jobs.add_metric([state], getattr(backlog, state))
    yield jobs
