"""What a text may cost: each cap ends a hostile text before it takes seconds or gigabytes."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

MAX_SOURCE = 200_000
MAX_OUTPUT = 2_000_000
MAX_MARKS = 10_000
# The parser's time grows with these, for some of them with their square. A real post of 170,000 characters,
# full of HTML, holds fewer than 5,000 of any.
MARKS = "[]!*_`~<>&|:\\^@\n"


class TooLarge(ValueError):
    """The text, or the page that would come of it, passes a cap. The message is for its writer."""


def check_source(source: str) -> None:
    """Raise TooLarge for a text that is too long or too dense to parse in reasonable time."""
    if len(source) > MAX_SOURCE:
        raise TooLarge(f"This text has {len(source):,} characters; a post holds {MAX_SOURCE:,}. Split it up.")
    for mark in MARKS:
        if source.count(mark) > MAX_MARKS:
            name = "line breaks" if mark == "\n" else f"“{mark}” characters"
            raise TooLarge(f"This text has more than {MAX_MARKS:,} {name}. Split it up.")


def check_tokens(tokens: Sequence[Token]) -> None:
    """Raise TooLarge where many short references stand for a long address, before they are written out."""
    size = sum(len(str(value)) for token in _walk(tokens) for value in token.attrs.values())
    if size > MAX_OUTPUT:
        raise TooLarge("The links in this text are too long and too many. Shorten or remove some.")


def check_output(html: str) -> None:
    """Raise TooLarge for HTML that is too long to keep and to send."""
    if len(html) > MAX_OUTPUT:
        raise TooLarge(f"This text becomes {len(html):,} characters of HTML; {MAX_OUTPUT:,} fit. Shorten it.")


def _walk(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _walk(token.children)
