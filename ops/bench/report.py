"""The figures as a plain table."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean, median

from ops.bench.load import Load

HEAD = ("", "CPU ms a request", "ratio", "wanted", "requests/s", "p50 ms", "p99 ms", "bytes")


@dataclass(frozen=True)
class Sample:
    """One target in one round."""

    cpu: float  # ms of the whole server tree, a request
    rate: float  # requests a second
    p50: float  # ms
    p99: float  # ms
    size: float  # bytes of a body, mean


def machine(python: str, sqlite: str) -> str:
    """Return the head of the report: on what the figures were taken, and how to read them."""
    return (
        "# Benchmarks\n"
        "Printed by `./ops/bench/run --everything`, which `ops/bench/README.md` explains, on "
        f"{date.today()}: {_processor()}, {os.cpu_count()} cores, Python {python}, SQLite {sqlite}.\n\n"
        "`CPU ms a request` and `ratio` are the server's own processor time, with the range of the rounds.\n"
        "Each ratio compares two figures of one interleaved run: it can be compared between machines,\n"
        "milliseconds cannot."
    )


def _processor() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else "an unnamed processor"


def sample(load: Load, cpu_seconds: float) -> Sample:
    """Turn what a series of requests took into figures a request."""
    number = len(load.latencies)
    return Sample(
        cpu=cpu_seconds / number * 1000,
        rate=number / load.seconds,
        p50=load.latency(0.5) * 1000,
        p99=load.latency(0.99) * 1000,
        size=mean(load.sizes),
    )


def table(samples: Mapping[str, Sequence[Sample]], yardstick: str, wanted: Mapping[str, str]) -> str:
    """Return one line a target: medians of its rounds, where it matters with the range (lowest-highest).

    `ratio` is the CPU time against that of the target called `yardstick` in the same round, `wanted` what
    is aimed at, where there is something.
    """
    base = samples[yardstick]
    lines = [HEAD, *(_line(name, rounds, base, wanted.get(name, "")) for name, rounds in samples.items())]
    return aligned(lines)


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return a table of these cells: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _line(name: str, rounds: Sequence[Sample], base: Sequence[Sample], wanted: str) -> tuple[str, ...]:
    return (
        name,
        _range([each.cpu for each in rounds], 3),
        _range([each.cpu / other.cpu for each, other in zip(rounds, base, strict=True)], 2),
        wanted,
        f"{median(each.rate for each in rounds):,.0f}",
        f"{median(each.p50 for each in rounds):.2f}",
        f"{median(each.p99 for each in rounds):.2f}",
        f"{median(each.size for each in rounds):,.0f}",
    )


def _range(figures: Sequence[float], digits: int) -> str:
    return f"{median(figures):.{digits}f} ({min(figures):.{digits}f}-{max(figures):.{digits}f})"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = (f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True))
    return "  ".join((f"{name.strip():<{widths[0]}}", *figures))
