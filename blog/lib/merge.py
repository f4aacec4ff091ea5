"""Two edits of one text made one: by lines, and by words within the lines that both sides changed.

S. Khanna, K. Kunal, B. Pierce, "A Formal Investigation of Diff3", FSTTCS 2007.
"""

from collections.abc import Iterable, Iterator, Sequence
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
    whole = list(_stretches(diff.lines(base), diff.lines(mine), diff.lines(theirs), diff.EDITS))
    limit = diff.share(sum(stretch.is_changed for stretch in whole))
    parts = (part for stretch in whole for part in _merged(stretch, limit))
    return list(_joined(part for part in parts if isinstance(part, Conflict) or part.text))


def settle(parts: Iterable[Agreed | Conflict], choices: Sequence[Choice] = ()) -> str:
    """Make the text, with one choice for each conflict in order; "both" where there is none.

    "both" is mine, then theirs on a line of its own.
    """
    left = iter(choices)
    return "".join(
        part.text if isinstance(part, Agreed) else _chosen(part, next(left, "both")) for part in parts
    )


def is_clean(parts: Iterable[Agreed | Conflict]) -> bool:
    """Tell whether nothing is left to choose."""
    return all(isinstance(part, Agreed) for part in parts)


def _merged(stretch: _Stretch, limit: int) -> list[Agreed | Conflict]:
    cut = [stretch]
    if limit and stretch.is_changed:
        base, mine, theirs = map(diff.words, stretch)
        cut = list(_stretches(base, mine, theirs, limit))
    if any(small.by is None for small in cut):
        ours, other = ("".join(small.wording(side) for small in cut) for side in ("mine", "theirs"))
        return [Conflict(stretch.base, ours, other)]
    return [Agreed(small.wording("mine"), small.by) for small in cut if small.by]


def _stretches(base: list[str], mine: list[str], theirs: list[str], limit: int) -> Iterator[_Stretch]:
    """Cut three texts where an item stayed in both edits: that item, and whatever is before it.

    A blank between two changes keeps nothing apart: "patient work" and "silent labour" is one clash.
    """
    in_mine, in_theirs = _stayed(base, mine, limit), _stayed(base, theirs, limit)
    start = x = y = z = 0
    common = [i for i in sorted(in_mine.keys() & in_theirs.keys()) if _keeps_apart(base[i])]
    for i in [*common, len(base)]:
        j, k = in_mine.get(i, len(mine)), in_theirs.get(i, len(theirs))
        if (i, j, k) != (x, y, z):
            yield _Stretch(*["".join(base[start:x])] * 3)
            yield _Stretch("".join(base[x:i]), "".join(mine[y:j]), "".join(theirs[z:k]))
            start = i
        x, y, z = i + 1, j + 1, k + 1
    yield _Stretch(*["".join(base[start:])] * 3)


def _stayed(a: list[str], b: list[str], limit: int) -> dict[int, int]:
    """Pair the places of what stayed, where there is no other place for it.

    Of "x\n\nnew\n\ny" and "x\n\ny" nobody can tell which empty line is the new one: the edit may be on either
    side of the other, which keeps nothing apart.
    """
    kept = [a[i] for i, _ in diff.pairs(a, b, limit)]
    first = zip(_first(a, kept), _first(b, kept), strict=True)
    last = zip(_last(a, kept), _last(b, kept), strict=True)
    return dict(one for one, other in zip(first, last, strict=True) if one == other)


def _first(items: list[str], kept: list[str]) -> list[int]:
    places = []
    at = -1
    for item in kept:
        at = items.index(item, at + 1)
        places.append(at)
    return places


def _last(items: list[str], kept: list[str]) -> list[int]:
    return [len(items) - 1 - at for at in _first(items[::-1], kept[::-1])][::-1]


def _keeps_apart(item: str) -> bool:
    return item.endswith("\n") or not item.isspace()


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
