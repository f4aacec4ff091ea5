"""Who does which kind of job, and the two ways to fail at it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from blog.site.jobs.models import Payload

Work = Callable[[Payload], None]


class Failure(Exception):
    """It did not work; the job is tried again later. The text goes to the log: no secrets in it."""


class GiveUp(Failure):
    """It will never work: the job is not tried again."""


@dataclass(frozen=True)
class Handler:
    """The function that does a kind of job; `every` makes it a recurring one, `slow` lets it wait apart."""

    work: Work
    every: timedelta | None
    slow: bool


HANDLERS: dict[str, Handler] = {}


def handler(kind: str, every: timedelta | None = None, slow: bool = False) -> Callable[[Work], Work]:
    """Register a function as the one that does the jobs of `kind`.

    It gets the payload, in an application context of its own; where its process dies, it runs again.
    It never commits: what it does in `db.session` is committed together with the end of the job. A slow
    one that has to read first calls `db.session.rollback()` before the slow part, to hold no lock, and
    `jobs.renew()` again and again where it may take minutes: then it is `slow`, and keeps no mail waiting.
    """

    def register(work: Work) -> Work:
        HANDLERS[kind] = Handler(work, every, slow)
        return work

    return register


def kinds(slow: bool) -> list[str]:
    """Return the kinds that are slow, or the others."""
    return [kind for kind, found in HANDLERS.items() if found.slow == slow]


def intervals() -> dict[str, timedelta]:
    """How far apart the turns of each recurring kind are."""
    return {kind: found.every for kind, found in HANDLERS.items() if found.every}
