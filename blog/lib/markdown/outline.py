"""Headings: levels that fit under the page's title, and ids to link to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from blog.lib import slugs
from blog.lib.markdown import plaintext

_OWN_ID = re.compile(r"\s*\{#([\w-]{1,80})\}\s*$")


@dataclass(frozen=True)
class Heading:
    """A heading of the post: level 2 to 6, the id with its prefix, and its plain text."""

    level: int
    id: str
    text: str


def number(tokens: Sequence[Token], *, seal: str, prefix: str, taken: Iterable[str]) -> list[Heading]:
    """Set level and id of every heading in `tokens` and list them in order.

    The page has its own h1: the outermost headings become h2 and each step down goes one level at most.
    Ids are slugs of the text, or what `{#slug}` at its end says; a second "setup" becomes "setup-1".
    """
    used = dict.fromkeys(taken, 0)
    open_levels: list[int] = []
    headings = []
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        opening.tag = closing.tag = f"h{_level(int(opening.tag[1]), open_levels)}"
        wish = _take_own_id(inline)
        text = plaintext.inline(inline)
        slug = _unused(slugs.anchor(wish or text), used)
        opening.attrSet("id", seal + slug)
        headings.append(Heading(int(opening.tag[1]), prefix + slug, text))
    return headings


def _level(written: int, open_levels: list[int]) -> int:
    while open_levels and open_levels[-1] >= written:
        open_levels.pop()
    open_levels.append(written)
    return min(1 + len(open_levels), 6)


def _take_own_id(inline: Token) -> str:
    last = inline.children[-1] if inline.children else None
    match = _OWN_ID.search(last.content) if last and last.type == "text" else None
    if not last or not match:
        return ""
    last.content = last.content[: match.start()]
    return match[1]


def _unused(slug: str, used: dict[str, int]) -> str:
    """Count up as other renderers do, so that links written for them still arrive.

    `used` maps each id to how often it was wished for again; going on from there keeps the time linear.
    """
    candidate = slug
    while candidate in used:
        used[slug] += 1
        candidate = f"{slug}-{used[slug]}"
    used[candidate] = 0
    return candidate
