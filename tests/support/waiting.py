"""Waiting for what must come true soon."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60  # seconds: a server that starts while others are under load takes its time

Found = TypeVar("Found")


def until(look: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """Call `look` until it returns something true, and return that. Raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"still {found!r} after {seconds} s")
        time.sleep(0.02)
    return found
