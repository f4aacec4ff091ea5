"""Two edits of one text made one: by lines, and by words within the lines that both sides changed.

S. Khanna, K. Kunal, B. Pierce, "A Formal Investigation of Diff3", FSTTCS 2007.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from blog.lib import diff

By = Literal["both", "mine", "theirs"]
Choice = Literal["mine", "theirs", "both"]


class Agreed(NamedTuple):
    """Text that stands in the result, and who changed it; "both" is also what nobody changed."""

    text: str
    by: By


class Conflict(NamedTuple):
    """Whole lines that both changed, in three wordings; each with the other's edits where nothing clashes."""

    base: str
    mine: str
    theirs: str


class _Stretch(NamedTuple):
    """The same place in three texts."""

    base: str
    mine: str
    theirs: str

    @property
    def by(self) -> By | None:
        """Who changed it; None if both did, each in another way."""
        if self.mine == self.theirs:
            return "both"
        if self.base == self.theirs:
            return "mine"
        return "theirs" if self.base == self.mine else None

    @property
    def is_changed(self) -> bool:
        return not self.base == self.mine == self.theirs

    def wording(self, side: Literal["mine", "theirs"]) -> str:
        """Give the text with the changes of both, and where they clash with those of `side`."""
        return self.theirs if (self.by or side) == "theirs" else self.mine


def three_way(base: str, mine: str, theirs: str) -> list[Agreed | Conflict]:
    """Merge what two sides made of `base`: the result in order, with conflicts where they clash.

    Changes clash that overlap or touch, unless they are the same. Neighbours that agree differ in `by`.
    """
    whole = list(_stretches(diff.lines(base), diff.lines(mine), diff.lines(theirs), diff.EDITS, str.strip))
    limit = diff.share(sum(stretch.is_changed for stretch in whole))
    parts = (part for stretch in whole for part in _merged(stretch, limit))
    return list(_joined(part for part in parts if isinstance(part, Conflict) or part.text))


def settle(parts: Iterable[Agreed | Conflict], choices: Sequence[Choice] = ()) -> str:
    """Make the text, with one choice for each conflict in order; "both" where there is none.

    "both" is mine, then theirs on a line of its own.
    """
    left = iter(choices)
    return "".join(p.text if isinstance(p, Agreed) else _chosen(p, next(left, "both")) for p in parts)


def is_clean(parts: Iterable[Agreed | Conflict]) -> bool:
    """Tell whether nothing is left to choose."""
    return all(isinstance(part, Agreed) for part in parts)


def _merged(stretch: _Stretch, limit: int) -> Iterator[Agreed | Conflict]:
    cut = _by_words(stretch, limit) if limit and stretch.is_changed else [stretch]
    for row in _rows(cut):
        if any(small.by is None for small in row):
            whose = ([small.wording(side) for small in row] for side in ("mine", "theirs"))
            yield Conflict("".join(small.base for small in row), *map("".join, whose))
        else:
            yield from (Agreed(small.wording("mine"), small.by) for small in row if small.by)


def _by_words(stretch: _Stretch, limit: int) -> Iterator[_Stretch]:
    base, mine, theirs = map(diff.words, stretch)
    return _stretches(base, mine, theirs, limit, lambda word: word == "\n" or word.strip())


def _rows(cut: Iterable[_Stretch]) -> Iterator[list[_Stretch]]:
    """Put together what is between two line ends that stayed: whole lines in all three texts."""
    row = []
    for small in cut:
        row.append(small)
        if not small.is_changed and small.base.endswith("\n"):
            yield row
            row = []
    yield row


def _stretches(
    base: list[str], mine: list[str], theirs: list[str], limit: int, keeps_apart: Callable[[str], object]
) -> Iterator[_Stretch]:
    """Cut three texts into what changed and, line by line, what stayed.

    A blank keeps no changes apart, "patient work" and "silent labour" are one clash. Nor does an empty line.
    """
    in_mine, in_theirs = _stayed(base, mine, limit), _stayed(base, theirs, limit)
    common = [i for i in sorted(in_mine.keys() & in_theirs.keys()) if keeps_apart(base[i])]
    start = x = y = z = 0
    for i in [*common, len(base)]:
        j, k = in_mine.get(i, len(mine)), in_theirs.get(i, len(theirs))
        if (i, j, k) != (x, y, z):
            yield from _same(base[start:x])
            yield _Stretch("".join(base[x:i]), "".join(mine[y:j]), "".join(theirs[z:k]))
            start = i
        x, y, z = i + 1, j + 1, k + 1
    yield from _same(base[start:])


def _same(items: list[str]) -> Iterator[_Stretch]:
    return (_Stretch(line, line, line) for line in diff.lines("".join(items)))


def _stayed(a: list[str], b: list[str], limit: int) -> dict[int, int]:
    """Pair the places of what stayed, without what might as well have stayed elsewhere.

    Where a second "the" came, nobody can tell which is the old one, nor on which side of it the edit is.
    """
    kept = [a[i] for i, _ in diff.pairs(a, b, limit)]
    places = zip(_places(a, kept), _places(b, kept), strict=True)
    return {first: place for (first, last), (place, end) in places if first == last and place == end}


def _places(items: list[str], kept: list[str]) -> Iterator[tuple[int, int]]:
    """Give the first and the last place in `items` where each may be, with the others before and after."""
    at, back, end = -1, items[::-1], -1
    first = [at := items.index(item, at + 1) for item in kept]
    last = [len(items) - 1 - (end := back.index(item, end + 1)) for item in reversed(kept)]
    return zip(first, reversed(last), strict=True)


def _joined(parts: Iterable[Agreed | Conflict]) -> Iterator[Agreed | Conflict]:
    for by, some in groupby(parts, lambda part: part.by if isinstance(part, Agreed) else None):
        if by is None:
            yield from some
        else:
            yield Agreed("".join(part.text for part in some if isinstance(part, Agreed)), by)


def _chosen(conflict: Conflict, choice: Choice) -> str:
    if choice != "both":
        return conflict.mine if choice == "mine" else conflict.theirs
    unended = conflict.mine and conflict.theirs and not conflict.mine.endswith("\n")
    return conflict.mine + ("\n" if unended else "") + conflict.theirs
