"""The figures as a plain table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from ops.bench.load import Load

HEAD = ("", "CPU ms a request", "ratio", "requests/s", "p50 ms", "p99 ms", "bytes")


@dataclass(frozen=True)
class Sample:
    """One target in one round."""

    cpu: float  # ms of the whole server tree, a request
    rate: float  # requests a second
    p50: float  # ms
    p99: float  # ms
    size: float  # bytes of a body, mean


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


def table(samples: Mapping[str, Sequence[Sample]], yardstick: str) -> str:
    """Return one line a target: medians of its rounds, where it matters with the range (lowest-highest).

    `ratio` is the CPU time against that of the target called `yardstick` in the same round.
    """
    lines = [HEAD, *(_line(name, rounds, samples[yardstick]) for name, rounds in samples.items())]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _line(name: str, rounds: Sequence[Sample], base: Sequence[Sample]) -> tuple[str, ...]:
    return (
        name,
        _range([each.cpu for each in rounds], 3),
        _range([each.cpu / other.cpu for each, other in zip(rounds, base, strict=True)], 2),
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
