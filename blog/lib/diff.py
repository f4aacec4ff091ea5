"""What changed between two texts: by lines, and by words within them.

E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1, 1986: the greedy one.
"""

import re
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise, takewhile
from math import isqrt
from operator import attrgetter, eq
from typing import Literal, NamedTuple, TypeVar

EDITS = 200
"""So many insertions and deletions are told apart; time and memory grow with the square."""

T = TypeVar("T", bound=Hashable)

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Thai, Lao, Tibetan, Burmese, Khmer, kana and Han put no spaces between words.
_UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# What joins letters stays out of these: marks above and below them, "_", U+200C and U+200D.
_SIGNS = (
    "!-/:-@\\[-^`{-~\xa1-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u055a-\u055f\u0589\u05be\u05c0\u05c3\u060c"
    "\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u1361-\u1368\u2000-\u200b\u200e-\u206f\u20a0-\u20cf"
    "\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65"
)
_WORD = re.compile(
    rf"\n|[^\S\n]+|[{_UNSPACED}](?:(?!\w)[{_UNSPACED}])*|[^\s{_SIGNS}{_UNSPACED}]+|.\ufe0f?", re.DOTALL
)


class Change(NamedTuple):
    """Items start_a to end_a of one sequence gave way to items start_b to end_b of the other."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int


class Piece(NamedTuple):
    kind: Literal["same", "removed", "added"]
    text: str


def changes(a: Sequence[T], b: Sequence[T], limit: int = EDITS) -> list[Change]:
    """Tell which ranges differ, in order, with something equal between any two.

    The fewest insertions and deletions, if `limit` is enough. Else only the first ones are told apart,
    and the rest is one change: still true, only coarse.
    """
    found = []
    x = y = 0
    for i, j in [*pairs(a, b, limit), (len(a), len(b))]:
        if (i, j) != (x, y):
            found.append(Change(x, i, y, j))
        x, y = i + 1, j + 1
    return found


def pairs(a: Sequence[T], b: Sequence[T], limit: int = EDITS) -> list[tuple[int, int]]:
    """Give the positions in `a` and in `b` of each item that stayed, in order; `limit` as for `changes`."""
    head = _alike(a, b)
    tail = _alike(reversed(a[head:]), reversed(b[head:]))
    shared = {
        item: number for number, item in enumerate({*a[head : len(a) - tail]} & {*b[head : len(b) - tail]})
    }
    # An item without any equal is an edit for sure: without it, the limit lasts longer.
    left = [at for at in range(head, len(a) - tail) if a[at] in shared]
    right = [at for at in range(head, len(b) - tail) if b[at] in shared]
    x, y = (array("I", (shared[s[at]] for at in some)) for s, some in ((a, left), (b, right)))
    middle = _path(x, y, limit)
    return [
        *((at, at) for at in range(head)),
        *((left[x], right[y]) for x, y in middle),
        *((len(a) - at, len(b) - at) for at in range(tail, 0, -1)),
    ]


def _alike(a: Iterable[T], b: Iterable[T]) -> int:
    return sum(1 for _ in takewhile(bool, map(eq, a, b)))


def _path(a: Sequence[int], b: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Row d says how far in `a` one gets with d edits on the diagonals x - y = -d, -d + 2, ... d."""
    n, m = len(a), len(b)
    row: list[int] = []
    sources = []
    for d in range(limit + 1):
        sources.append([-1, *row, -1])
        row = []
        for i, (left, above) in enumerate(pairwise(sources[d])):
            x = left + 1 if left >= above else above
            y = x - 2 * i + d
            run = _run(a, b, x, y) if x < n and y < m and a[x] == b[y] else 0
            row.append(x + run)
            if x + run >= n and y + run >= m:
                return _retrace(sources, i, x + run)
    inside = [(2 * (x - i) + d, i) for i, x in enumerate(row) if x <= n and x - 2 * i + d <= m]
    furthest = max(inside, default=(0, 0))[1]
    return _retrace(sources, furthest, row[furthest])


def _run(a: Sequence[int], b: Sequence[int], x: int, y: int) -> int:
    """Count what is the same after a[x] and b[y], and these; a long run is compared in few steps."""
    most = min(len(a) - x, len(b) - y)
    done = step = 1
    growing = True
    while step:
        same = done + step <= most and a[x + done : x + done + step] == b[y + done : y + done + step]
        done += step * same
        growing = growing and same
        step = step * 2 if growing else step // 2
    return done


def _retrace(sources: list[list[int]], i: int, end: int) -> list[tuple[int, int]]:
    """Walk back from `end` on the i-th diagonal of the last row."""
    found = []
    for d in range(len(sources) - 1, -1, -1):
        left, above = sources[d][i : i + 2]
        found += [(x, x - (2 * i - d)) for x in range(end - 1, max(left + 1, above) - 1, -1)]
        came_from_left = left >= above
        end = left if came_from_left else above
        i -= came_from_left
    return found[::-1]


def lines(text: str) -> list[str]:
    """Cut a text into lines, each with its line end."""
    return _LINE.findall(text)


def words(text: str) -> list[str]:
    """Cut a text into words, runs of blanks, line ends and signs; their join is the text.

    Characters of scripts without spaces between words are cut singly.
    """
    return _WORD.findall(text)


def share(count: int) -> int:
    """Give a limit for each of `count` comparisons, so that all together take no longer than a single one.

    None for very many: it would find next to nothing, and take its time to begin.
    """
    limit = isqrt(EDITS**2 // max(1, count))
    return limit if limit > 5 else 0


def compare(old: str, new: str) -> list[Piece]:
    """Show what stayed, what was removed and what was added instead; neighbours are of different kinds.

    Same and removed pieces are the old text, same and added ones the new.
    """
    a, b = lines(old), lines(new)
    found = changes(a, b)
    limit = share(len(found))
    pieces: list[Piece] = []
    for before, after in _spans(a, b, found):
        pieces += _by_words(before, after, limit) if limit and before != after else _whole(before, after)
    seen = groupby((piece for piece in pieces if piece.text), attrgetter("kind"))
    return [Piece(kind, "".join(piece.text for piece in some)) for kind, some in seen]


def size(old: str, new: str) -> tuple[int, int]:
    """Count the words that were added and those that were removed.

    Words are what blanks divide, wherever they stand: a sentence that only moved counts as nothing. The time
    is linear.
    """
    before, after = Counter(old.split()), Counter(new.split())
    return (after - before).total(), (before - after).total()


def _by_words(old: str, new: str, limit: int) -> Iterator[Piece]:
    a, b = words(old), words(new)
    for before, after in _spans(a, b, _bridged(a, changes(a, b, limit))):
        yield from _whole(before, after)


def _whole(old: str, new: str) -> list[Piece]:
    return [Piece("same", old)] if old == new else [Piece("removed", old), Piece("added", new)]


def _spans(a: list[str], b: list[str], found: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Give the old and the new text of what stayed and of what changed, in turn."""
    at = 0
    for change in [*found, Change(len(a), len(a), len(b), len(b))]:
        same = "".join(a[at : change.start_a])
        yield same, same
        yield "".join(a[change.start_a : change.end_a]), "".join(b[change.start_b : change.end_b])
        at = change.end_a


def _bridged(a: list[str], found: list[Change]) -> list[Change]:
    """Make two changes one where only a blank is between them: whole phrases are easier to read."""
    joined: list[Change] = []
    for change in found:
        start = joined[-1] if joined else change
        between = a[start.end_a : change.start_a]
        if len(between) == 1 and between[0].isspace() and between != ["\n"]:
            change = Change(start.start_a, change.end_a, start.start_b, change.end_b)
            joined.pop()
        joined.append(change)
    return joined
