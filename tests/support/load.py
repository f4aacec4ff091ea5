"""Readers and writers who never stop asking, and remember every answer that was not right."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.support.wire import Answer

PAUSE = 0.01  # seconds between two requests of one of them: the server shares this machine


@dataclass
class Load:
    """What came of it so far: how many right answers, and what was wrong with the others."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)


@contextmanager
def under_load(*kinds: tuple[Callable[[], Answer], int]) -> Iterator[Load]:
    """Ask over and over, in a thread for each of `kinds`: (how to ask, the status that is right)."""
    load, over = Load(), threading.Event()

    def keep_asking(ask: Callable[[], Answer], right: int) -> None:
        while not over.wait(PAUSE):
            try:
                answer = ask()
            except (OSError, HTTPException) as error:
                load.wrong.append(repr(error))
                continue
            if answer.status == right:
                load.right += 1
            else:
                load.wrong.append(f"{answer.status} {answer.body[:200]!r}")

    threads = [threading.Thread(target=keep_asking, args=kind) for kind in kinds]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        over.set()
        for thread in threads:
            thread.join()
