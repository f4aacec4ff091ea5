"""The numbers in Prometheus' text format, version 0.0.4.

Source: prometheus.io, "Exposition formats".
"""

import platform
import tomllib
from collections.abc import Iterable, Iterator
from itertools import accumulate

from blog.config import ROOT
from blog.site.backlog import Backlog
from blog.web.metrics import tally
from blog.web.metrics.tally import Row, Rows

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (*(str(bound) for bound in tally.BUCKETS), "+Inf")

Labels = dict[str, str]
Sample = tuple[str, Labels, float]  # what is appended to the name, labels, value


def text(rows: Rows, backlog: Backlog | None, database: str) -> str:
    """Return the numbers; without a `backlog`, nothing is said of jobs."""
    build = {"version": version(), "python": platform.python_version(), "database": database}
    families = [
        _family("quire_build_info", "gauge", "What is running.", [("", build, 1)]),
        _family("quire_requests_total", "counter", "Requests answered.", _requests(rows)),
        _family("quire_request_seconds", "histogram", "Time until an answer began.", _times(rows)),
        *_page_cache(rows),
        *_database(rows),
    ]
    if backlog:
        jobs = [
            ("", {"state": state}, getattr(backlog, state)) for state in ("waiting", "overdue", "given_up")
        ]
        families.append(_family("quire_jobs", "gauge", "Jobs and mail in the queue.", jobs))
    return "".join(families)


def version() -> str:
    """Return which Quire this is."""
    project: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return project


def _family(name: str, kind: str, what: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]
    lines += [f"{name}{suffix}{_braced(labels)} {value}" for suffix, labels, value in samples]
    return "\n".join(lines) + "\n"


def _braced(labels: Labels) -> str:
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{','.join(pairs)}}}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _each(rows: Rows) -> Iterator[tuple[Labels, Row]]:
    for (endpoint, method, digit), row in sorted(rows.items()):
        yield {"endpoint": endpoint, "method": method, "status": f"{digit}xx"}, row


def _requests(rows: Rows) -> Iterator[Sample]:
    for labels, row in _each(rows):
        yield "", labels, tally.total(row)


def _times(rows: Rows) -> Iterator[Sample]:
    for labels, row in _each(rows):
        for bound, count in zip(BOUNDS, accumulate(row[tally.FIRST :]), strict=True):
            yield "_bucket", {**labels, "le": bound}, count
        yield "_sum", labels, row[tally.SECONDS]
        yield "_count", labels, tally.total(row)


def _page_cache(rows: Rows) -> Iterator[str]:
    for name, place, what in (
        ("quire_page_cache_hits_total", tally.HITS, "Public pages that the page cache held."),
        ("quire_page_cache_misses_total", tally.MISSES, "Public pages that were made, and kept."),
    ):
        yield _family(name, "counter", what, [("", {}, sum(row[place] for row in rows.values()))])


def _database(rows: Rows) -> Iterator[str]:
    for name, place, what in (
        ("quire_database_queries_total", tally.QUERIES, "Statements."),
        ("quire_database_seconds_total", tally.DATABASE, "Time waited for them."),
    ):
        spent: dict[str, float] = {}
        for (endpoint, _, _), row in sorted(rows.items()):
            spent[endpoint] = spent.get(endpoint, 0) + row[place]
        samples: list[Sample] = [("", {"endpoint": endpoint}, value) for endpoint, value in spent.items()]
        yield _family(name, "counter", what, samples)
