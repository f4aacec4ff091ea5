"""Texts that look alike: a skeleton after Unicode Technical Standard 39, which also minds capitals."""

import json
import unicodedata
from functools import cache
from importlib.resources import files

_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f"))  # the data put such marks around Arabic and Hebrew
_ROUNDS = 5


def skeleton(text: str) -> str:
    """Make the form that `text` shares with every text that can be taken for it; it is never shown.

    `text` is case-folded already. The first call takes about 60 ms and 9 MB, of which it keeps 3.
    """
    replaced = unicodedata.normalize("NFD", text).translate(_table())
    return unicodedata.normalize("NFD", replaced)


@cache
def _table() -> dict[int, str]:
    """Map each confusable character to its skeleton."""
    graph = _graph()
    nearest = {ord(glyph): _hub(graph, glyph) for glyph in graph if len(glyph) == 1}
    # A name can be written in capitals; the data know only what is alike as written.
    for capital in filter(str.isupper, graph):
        small, large = _simplified(capital.lower(), nearest), _simplified(capital, nearest)
        if large.isascii() and len(small) == 1 and not small.isascii():
            nearest[ord(small)] = large  # a small Cyrillic ve is like no Latin letter, a capital one is B
    return {
        code: _simplified(hub, nearest) for code, hub in nearest.items() if _can_stand_in_a_key(chr(code))
    }


def _can_stand_in_a_key(glyph: str) -> bool:
    return unicodedata.is_normalized("NFKC", glyph) and glyph == glyph.casefold()


def _graph() -> dict[str, set[str]]:
    """Read who looks like whom; the direction is lost in these data."""
    data = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_bytes())
    graph: dict[str, set[str]] = {}
    for glyph, others in data.items():
        graph.setdefault(glyph.translate(_INVISIBLE), set()).update(
            other["c"].translate(_INVISIBLE) for other in others
        )
    return graph


def _hub(graph: dict[str, set[str]], glyph: str) -> str:
    """Find the representative: the data are stars, each around the one that has the most neighbours."""
    return max((glyph, *graph[glyph]), key=lambda each: (len(graph[each]), len(each), each))


def _simplified(text: str, table: dict[int, str]) -> str:
    """Replace again what replaced: Cyrillic em, m, rn. In rounds: a few Cherokee letters never settle."""
    for _ in range(_ROUNDS):
        text = unicodedata.normalize("NFD", text).translate(table).casefold()
    return text
