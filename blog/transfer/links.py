"""Finds where a Markdown text leads, and leads it elsewhere; code stays as it is."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from blog.lib.markdown.parser import PARSER

# A template's tag may hold spaces, which an address may not: [x]({% post_url 2021-08-23-sails %}#end)
_TAG = r"\{%[^\n]{1,200}?%\}|\{\{[^\n]{1,200}?\}\}"
_ADDRESS = rf"<[^<>\n]*>|(?:{_TAG}|\\.|\([^\s()]*\)|[^\s()<])(?:{_TAG}|\\.|\([^\s()]*\)|[^\s()])*"
_LINK = re.compile(
    rf"(?<!\\)\]\(\s*(?P<inline>{_ADDRESS})"
    rf"|^(?:[ >]*|[ ]*(?:[-*+]|\d+[.)])[ ]+)\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*(?P<reference>{_ADDRESS})"
    r"""|<[a-z][^<>]*?\s(?:src|href)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>`]+))"""
    r"|(?P<auto><https?://[^\s<>]+>)",
    re.I | re.M,
)
_BACKTICKS = re.compile("`+")


@dataclass(frozen=True)
class Link:
    """Where in a text an address stands, as a half-open range of characters, and what it says decoded.

    An `auto` link, <https://example.org>, is its own text; its range includes the brackets.
    """

    start: int
    end: int
    target: str
    auto: bool = False


def candidates(source: str) -> list[Link]:
    """Return what looks like links and pictures in a Markdown text, in order; some may stand in code."""
    return [_link(match) for match in _LINK.finditer(source)]


def _link(match: re.Match[str]) -> Link:
    group = match.lastgroup or ""
    raw = match[group].strip("<>")
    target = unescapeAll(raw) if group in ("inline", "reference") else unescape(raw)
    return Link(match.start(group), match.end(group), target, group == "auto")


def outside_code(source: str, links: Iterable[Link]) -> list[Link]:
    """Return those of `links` that do not stand in code."""
    code = sorted(_code(source))

    def covered(position: int) -> bool:
        before = bisect_right(code, (position, len(source))) - 1
        return before >= 0 and position < code[before][1]

    return [link for link in links if not covered(link.start)]


def led_elsewhere(source: str, targets: Iterable[tuple[Link, str]]) -> str:
    """Return the text with each of some links, given in order, pointing to the plain address beside it."""
    parts, done = [], 0
    for link, address in targets:
        parts += [source[done : link.start], f"[{link.target}]({address})" if link.auto else address]
        done = link.end
    return "".join([*parts, source[done:]])


def _code(source: str) -> Iterator[tuple[int, int]]:
    lines = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]
    tokens: list[Token] = []
    PARSER.block.parse(source, PARSER, {}, tokens)
    for token in tokens:
        if token.map and token.type in ("fence", "code_block"):
            yield lines[token.map[0]], lines[token.map[1]]
        elif token.map and token.type == "inline":
            yield from _code_spans(source, lines[token.map[0]], lines[token.map[1]])


def _code_spans(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span reaches from a run of backticks to the next of the same length (CommonMark 0.31, 6.1).

    A backslash keeps a backtick from opening one, and means nothing within.
    """
    runs = [match.span() for match in _BACKTICKS.finditer(source, start, end)]
    last = {stop - begin: number for number, (begin, stop) in enumerate(runs)}
    number = 0
    while number < len(runs):
        begin, stop = runs[number]
        if _is_escaped(source, begin):
            begin += 1
        if last.get(stop - begin, -1) > number:
            number = next(n for n in range(number + 1, len(runs)) if runs[n][1] - runs[n][0] == stop - begin)
            yield begin, runs[number][1]
        number += 1


def _is_escaped(source: str, position: int) -> bool:
    at = position
    while at and source[at - 1] == "\\":
        at -= 1
    return (position - at) % 2 == 1
