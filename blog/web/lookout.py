"""Asks what may never answer, such as a database behind a dead network, and waits for a while only."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

Seen = TypeVar("Seen")

LIMIT = 2.0  # seconds


class _Look(Generic[Seen]):
    def __init__(self, look: Callable[[], Seen]) -> None:
        self._look, self.done = look, Event()
        self.result: Seen | None = None
        self.error: Exception | None = None
        Thread(target=self._run, name="lookout", daemon=True).start()

    def _run(self) -> None:
        try:
            self.result = self._look()
        except Exception as error:
            self.error = error
        self.done.set()


class Lookout(Generic[Seen]):
    """Calls `look` in a thread of its own; while that one waits, no other is started, whoever asks."""

    def __init__(self, look: Callable[[], Seen], limit: float = LIMIT) -> None:
        self._look, self._limit, self._lock = look, limit, Lock()
        self._last: _Look[Seen] | None = None

    def ask(self) -> Seen:
        """Return what `look` returns, or raise what it raises. Raises TimeoutError after the limit."""
        with self._lock:
            if self._last is None or self._last.done.is_set():
                self._last = _Look(self._look)
            look = self._last
        if not look.done.wait(self._limit):
            raise TimeoutError(f"no answer within {self._limit} seconds")
        if look.error is not None:
            raise look.error
        return look.result  # type: ignore[return-value]
