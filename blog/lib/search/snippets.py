"""Where a text answers a query: the passage to show, and the words in it to mark."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from blog.lib.search.query import Part, Query
from blog.lib.search.words import fold, spans

LENGTH = 220  # of a snippet, in characters
BEFORE = 60  # of them, at most, before the first word that was found
MOST_LINES = 5_000  # looked at
LONGEST_LINE = 2_000  # what is longer is looked at in pieces
MOST_PLACES = 300  # that are marked in a text


class Place(NamedTuple):
    """Where a part of a query stands in a text."""

    start: int
    end: int
    part: Part


def marked(text: str, query: Query) -> Markup:
    """Return `text` as HTML with what `query` asks for in <mark>; all of it is escaped first."""
    return _html(text, _places(text, query), 0, len(text))


def snippet(text: str, query: Query) -> Markup | None:
    """Return the passage that answers `query` best, as HTML with marks; None where no line of `text` does."""
    line = " ".join(_best_line(text, query).split())
    places = _places(line, query)
    if not places:
        return None
    start, end = _window(line, places)
    before, after = "\u2026" if start else "", "\u2026" if end < len(line) else ""
    return Markup("{}{}{}").format(before, _html(line, places, start, end), after)


def _best_line(text: str, query: Query) -> str:
    """Return the line that holds the most parts of the query, the first of equals; "" where none does."""
    patterns = [(part.words[0], _pattern(part)) for part in query.parts]
    best, most = "", 0
    for line in _pieces_of(text):
        folded = fold(line)
        held = sum(1 for first, pattern in patterns if first in folded and pattern.search(folded))
        if held > most:
            best, most = line, held
            if held == len(patterns):
                break
    return best


def _pieces_of(text: str) -> Iterator[str]:
    for line in text.split("\n", MOST_LINES)[:MOST_LINES]:
        yield from (line[at : at + LONGEST_LINE] for at in range(0, len(line), LONGEST_LINE))


def _pattern(part: Part) -> re.Pattern[str]:
    """Make what finds a part in a folded line."""
    between = r"[\W_]{1,9}" if part.words[0].isascii() else r"[\W_]{0,9}"
    words = between.join(map(re.escape, part.words))
    if not part.words[0].isascii():  # it may be of a script without spaces
        return re.compile(words)
    return re.compile(rf"(?<![^\W_]){words}" + ("" if part.prefix else r"(?![^\W_])"))


def _places(text: str, query: Query) -> list[Place]:
    """Find every part of the query in `text`, in the order in which they begin."""
    found = [(start, end, word) for start, end, several in spans(text) for word in several]
    places = (
        Place(start, found[at + len(part.words) - 1][1], part)
        for at, (start, _, word) in enumerate(found)
        for part in query.parts
        if word.startswith(part.words[0]) and _stands_at(found, at, part)
    )
    return list(islice(places, MOST_PLACES))


def _stands_at(found: Sequence[tuple[int, int, str]], at: int, part: Part) -> bool:
    *whole, last = part.words
    here = [word for _, _, word in found[at : at + len(part.words)]]
    if len(here) < len(part.words) or here[:-1] != whole:
        return False
    return here[-1].startswith(last) if part.prefix else here[-1] == last


def _window(line: str, places: Sequence[Place]) -> tuple[int, int]:
    """Return where the passage begins and ends that holds the most parts; words stay whole."""
    if len(line) <= LENGTH:
        return 0, len(line)

    def held(first: Place) -> int:
        limit = first.start + LENGTH - BEFORE
        return len({place.part for place in places if first.start <= place.start and place.end <= limit})

    best = max(places[:50], key=held)
    start = max(0, min(best.start - BEFORE, len(line) - LENGTH))
    if start:  # the end of a word that begins before is no beginning
        space = line.find(" ", start, best.start)
        start = space + 1 if space >= 0 else start
    if start + LENGTH >= len(line):
        return start, len(line)
    space = line.rfind(" ", max(best.end, start), start + LENGTH)
    return start, space if space > 0 else start + LENGTH


def _html(text: str, places: Sequence[Place], start: int, end: int) -> Markup:
    """Return text[start:end], escaped, with marks; places that meet are one."""
    joined: list[tuple[int, int]] = []
    for place in places:
        left, right = max(place.start, start), min(place.end, end)
        if left >= right:
            continue
        if joined and left <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(right, joined[-1][1])
        else:
            joined.append((left, right))
    return Markup("").join(_pieces(text, joined, start, end))


def _pieces(text: str, marks: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Markup]:
    edges = [start, *(edge for mark in marks for edge in mark), end]
    for number, (left, right) in enumerate(pairwise(edges)):
        piece = escape(text[left:right])
        yield Markup("<mark>{}</mark>").format(piece) if number % 2 else piece
