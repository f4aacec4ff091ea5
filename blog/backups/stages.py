"""Telling how far something long has come."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Advance = Callable[[int], None]
Stages = Callable[[str, int], AbstractContextManager[Advance]]
"""Called with a name and a length; what it lends is called with what was done of that length since."""


@contextmanager
def quiet(_name: str, _length: int) -> Iterator[Advance]:
    """Tell nobody."""
    yield lambda _done: None
