"""What a request costs: its statements, and the time that the database took for them."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine


@dataclass(slots=True)
class Effort:
    """Counts for one request, which came at `started` by time.perf_counter; `seconds` of the database."""

    started: float
    queries: int = 0
    seconds: float = 0.0

    def milliseconds(self) -> tuple[float, float]:
        """Return (since the request came, of that in the database)."""
        return (time.perf_counter() - self.started) * 1000, self.seconds * 1000


_current: ContextVar[Effort | None] = ContextVar("effort", default=None)


def begin(started: float) -> Effort:
    """Count from now on for a request that came at `started`, in this thread."""
    effort = Effort(started)
    _current.set(effort)
    return effort


def current() -> Effort | None:
    """Return the counts of the request at hand; None outside of requests."""
    return _current.get()


def watch(engine: Engine) -> None:
    """Count what goes through `engine`: statements, and commits, in which SQLite waits for the disk.

    Around the dialect's own calls, since SQLAlchemy's events cost four times as much for each statement.
    """
    dialect: Any = engine.dialect
    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        setattr(dialect, name, _timed(getattr(dialect, name), _count))
    dialect.do_commit = _timed(dialect.do_commit, lambda *_arguments: None)


def _timed(call: Callable[..., Any], count: Callable[..., None]) -> Callable[..., Any]:
    def timed(*arguments: Any) -> Any:
        effort = _current.get()
        if effort is None:
            return call(*arguments)
        count(effort, *arguments)
        asked = time.perf_counter()
        try:
            return call(*arguments)
        finally:
            effort.seconds += time.perf_counter() - asked

    return timed


def _count(effort: Effort, _cursor: Any, statement: str, *_rest: Any) -> None:
    effort.queries += not statement.startswith("BEGIN")  # which is a statement on SQLite alone
