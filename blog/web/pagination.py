"""Keyset pages: a list goes on below the last row that was shown, however deep that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, request
from sqlalchemy import ColumnElement, Row, Select, bindparam, tuple_

from blog.database import UtcDateTime, utcnow
from blog.lib import cursors
from blog.web import reads
from blog.web.prepared import Prepared

PAGE_SIZE = 10
THROUGH_LIMIT = 200
AUTOMATIC_LOADS = 5
MAX_ID = 2**31 - 1
PARAMETERS = ("before", "through", "focus", "loads")


class Keyset:
    """A list, newest first, as its three kinds of page. Built once: building costs more than asking.

    `statement` selects rows with `published_at` and `id`; the two columns given order it.
    """

    def __init__(
        self, statement: Select[Any], published_at: ColumnElement[Any], id: ColumnElement[int]
    ) -> None:
        position = tuple_(published_at, id)
        cursor = tuple_(bindparam("moment", type_=UtcDateTime()), bindparam("last", type_=id.type))
        public = statement.where(published_at <= bindparam("now", type_=UtcDateTime()))
        newest_first = (published_at.desc(), id.desc())
        self.top = Prepared(public.order_by(*newest_first).limit(PAGE_SIZE + 1))
        self.down_to = Prepared(
            public.where(position >= cursor).order_by(*newest_first).limit(THROUGH_LIMIT + 1)
        )
        # One upper bound only, which is never later than now: of two, SQLite would use the other to find
        # its place in the index, and walk from the newest post down to this page.
        self.below = Prepared(statement.where(position < cursor).order_by(*newest_first).limit(PAGE_SIZE + 1))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. `older` is the cursor of what follows, or None."""

    rows: Sequence[Row[Any]]
    older: str | None
    through: str | None  # the cursor of the last row shown
    continued: bool  # whether newer rows stand on pages before this one
    focus: bool  # whether a keyboard user asked for it, so that focus goes to the first row
    loads: int  # how many pages scrolling has loaded by itself so far

    @property
    def automatic(self) -> bool:
        """Whether the next page may load by itself; after a few, the footer must be reachable."""
        return self.loads < AUTOMATIC_LOADS


def listing(keyset: Keyset, **values: Any) -> Listing:
    """Ask for the page of `keyset` that the request names; `values` are its own parameters.

    Answers 404 to a cursor that this site did not make.
    """
    before, through = _cursor("before"), _cursor("through")
    question = keyset.below if before else keyset.down_to if through else keyset.top
    limit = PAGE_SIZE if before or not through else THROUGH_LIMIT
    now = utcnow()
    if place := before or through:
        values["moment"], values["last"] = min(place, (now, MAX_ID)) if before else place
    if question is not keyset.below:
        values["now"] = now
    rows = reads.ask(question, **values)
    shown = rows[:limit]
    more = len(rows) > limit
    if question is keyset.down_to and shown and not more:
        following = {**values, "moment": shown[-1].published_at, "last": shown[-1].id}
        more = bool(reads.ask(keyset.below, **following))
    end = cursors.encode(shown[-1].published_at, shown[-1].id) if shown else None
    return Listing(
        rows=shown,
        older=end if more else None,
        through=end,
        continued=before is not None,
        focus=_number("focus", 1) == 1,
        loads=_number("loads", AUTOMATIC_LOADS),
    )


def _cursor(name: str) -> tuple[datetime, int] | None:
    text = request.args.get(name)
    if text is None:
        return None
    try:
        moment, id = cursors.decode(text)
    except ValueError:
        abort(404)
    return (moment, id) if id <= MAX_ID else abort(404)


def _number(name: str, largest: int) -> int:
    """A small number, as this site wrote it; any other would only fill the cache."""
    text = request.args.get(name, "0")
    return int(text) if text in map(str, range(largest + 1)) else abort(404)
