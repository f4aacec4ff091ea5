"""What somebody typed into a search field, understood: words, phrases, a last word not finished."""

import re
from dataclasses import dataclass

from blog.lib.search.words import words

MOST_CHARACTERS, MOST_WORDS = 200, 32
SHORTEST_PREFIX = 3

_QUOTES = re.compile('["\u201c\u201d\u201e\u201f\u00ab\u00bb]')


@dataclass(frozen=True)
class Part:
    """Words that must stand one after the other; the last one may go on where it is a `prefix`."""

    words: tuple[str, ...]
    prefix: bool = False

    @property
    def text(self) -> str:
        """How it stands in a text whose words have a space on either side."""
        return " " + " ".join(self.words) + ("" if self.prefix else " ")


@dataclass(frozen=True)
class Query:
    """All parts must be found, anywhere. `text` is what was typed, as far as it counts."""

    text: str
    parts: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def terms(self) -> list[tuple[str, bool]]:
        """Each word once, and whether it may go on: what every post that is found must hold."""
        terms = {(word, False): None for part in self.parts for word in part.words[:-1]}
        terms |= {(part.words[-1], part.prefix): None for part in self.parts}
        return list(terms)


def parse(typed: str) -> Query:
    """Read what was typed; no character of it means anything but itself, except quotes around a phrase.

    What is joined without a space, as in must_use or std::io, is a phrase too. A quote that is not closed
    yet is closed at the end. Beyond MOST_CHARACTERS and MOST_WORDS nothing counts.
    """
    text = "".join(sign if sign.isprintable() else " " for sign in typed[:MOST_CHARACTERS])
    parts: list[Part] = []
    left = MOST_WORDS
    for number, stretch in enumerate(_QUOTES.split(text)):
        quoted = number % 2 == 1
        for chunk in (stretch,) if quoted else stretch.split():
            found = tuple(words(chunk)[:left])
            left -= len(found)
            if found:
                parts.append(Part(found))
    if parts and text[-1].isalnum() and left and len(parts[-1].words[-1]) >= SHORTEST_PREFIX:
        parts[-1] = Part(parts[-1].words, prefix=True)
    return Query(text, tuple(dict.fromkeys(parts)))
