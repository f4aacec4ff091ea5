"""Slow, pure work in processes of its own: nothing here knows the database, so nothing locks it meanwhile."""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

from blog.lib import images, markdown

BATCH = 32
"""Jobs handed out, and rows committed, together."""

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Failure:
    """What a job gives instead of its result."""

    reason: str


@dataclass(frozen=True)
class Text:
    """A post's Markdown, the prefix of its ids, and the (width, height) of its pictures by address."""

    markdown: str
    prefix: str
    pictures: Mapping[str, tuple[int, int]]


class Workshop:
    """Does jobs in their order, in processes if it has any."""

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool

    def typeset(self, texts: Sequence[Text]) -> list[markdown.Rendered | Failure]:
        """Render posts."""
        return self._each(_typeset, texts)

    def clean(self, pictures: Sequence[bytes]) -> list[images.Picture | Failure]:
        """Make pictures safe to keep."""
        return self._each(images.clean, pictures)

    def _each(self, function: Callable[[Job], Result], jobs: Sequence[Job]) -> list[Result | Failure]:
        attempt = partial(_attempted, function)
        return list(self._pool.map(attempt, jobs, chunksize=4) if self._pool else map(attempt, jobs))


@contextmanager
def opened(jobs: int) -> Iterator[Workshop]:
    """Lend a workshop for so many jobs: enough of them pay for the start of processes."""
    if jobs <= 2 * BATCH:
        yield Workshop()
        return
    context = get_context("spawn")  # a fork would share the database's connections
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_depend_on_parent) as pool:
        yield Workshop(pool)


def batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """Divide `jobs` into lists of at most BATCH."""
    iterator = iter(jobs)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _typeset(text: Text) -> markdown.Rendered:
    return markdown.render(text.markdown, prefix=text.prefix, pictures=text.pictures)


def _attempted(function: Callable[[Job], Result], job: Job) -> Result | Failure:
    try:
        return function(job)
    except Exception as error:  # libraries meet the oddest files here, and one must not end the rest
        return Failure(str(error) or type(error).__name__)


def _depend_on_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it ends, even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
