"""What a post says, without its markup: for search, for counting words, for excerpts."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from blog.lib import sanitize

# Western marks with a closing quote or bracket and a space behind; Chinese and Japanese ones need none.
_SENTENCE_END = re.compile("[.!?\u2026][\"')\u201d\u2019]?(?=\\s)|[\u3002\uff01\uff1f]")
_LEAD = 400


def inline(token: Token) -> str:
    """Give the text of an inline token; pictures and HTML tags say nothing, a line break is a space."""
    return _tidy(_spoken(token))


def whole(tokens: Sequence[Token]) -> str:
    """Give all text in reading order, code included, with single spaces."""
    return _tidy(" ".join(_blocks(tokens)))


def lead(tokens: Sequence[Token]) -> str:
    """Give the text of the first paragraphs, until there is enough for an excerpt."""
    text = ""
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0 and before.tag == "p":
            text = _tidy(f"{text} {inline(token)}")
        if len(text) >= _LEAD:
            break
    return text


def excerpt(text: str, limit: int = 220) -> str:
    """Shorten `text` to at most `limit` characters: to sentences if they fill half, else to words."""
    text = _tidy(text)
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if match.end() <= limit]
    if ends and ends[-1] >= limit // 2:
        return text[: ends[-1]]
    return text[:limit].rsplit(" ", 1)[0][: limit - 1].rstrip(" ,;:-\u2013\u2014") + "\u2026"


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _spoken(token)
        elif token.type in ("fence", "code_block"):
            yield token.content
        elif token.type == "html_block":
            yield sanitize.text(token.content)


def _spoken(token: Token) -> str:
    return "".join(map(_said, token.children or ()))


def _said(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") or token.content.startswith("<br") else ""


def _tidy(text: str) -> str:
    return " ".join(text.split())
