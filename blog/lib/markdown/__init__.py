"""A post's Markdown becomes HTML that is safe to show, once, when it is saved."""

from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from blog.lib import sanitize
from blog.lib.markdown import footnotes, outline, plaintext, shapes
from blog.lib.markdown.limits import (
    MAX_OUTPUT,
    MAX_SOURCE,
    TooLarge,
    check_output,
    check_source,
    check_tokens,
)
from blog.lib.markdown.outline import Heading
from blog.lib.markdown.parser import PARSER
from blog.lib.markdown.plaintext import excerpt
from blog.lib.markdown.remarks import remark
from blog.lib.srcset import Sizes

__all__ = [
    "MAX_OUTPUT",
    "MAX_SOURCE",
    "RENDERER",
    "Heading",
    "Rendered",
    "TooLarge",
    "excerpt",
    "remark",
    "render",
]

RENDERER: int = 2
"""Raised whenever the same source would give other HTML; stored beside the HTML."""

NO_PICTURES: Sizes = MappingProxyType({})


@dataclass(frozen=True)
class Rendered:
    """A post as readers see it.

    `text` is the post without markup and with single spaces, for search; `lead` is the text of its first
    paragraphs alone, for `excerpt`; `words` counts the words of `text`.
    """

    html: str
    headings: tuple[Heading, ...]
    text: str
    words: int
    lead: str

    @property
    def outline(self) -> list[list[str | int]]:
        """The headings as JSON keeps them: [level, id, text]."""
        return [[heading.level, heading.id, heading.text] for heading in self.headings]


def render(source: str, *, prefix: str = "", pictures: Sizes = NO_PICTURES) -> Rendered:
    """Render Markdown (CommonMark, tables, footnotes, task lists, strikethrough, raw HTML) to sanitised HTML.

    `prefix` stands before every id; `pictures` maps an image's src to its (width, height) in pixels,
    or to a Size, which may know more widths of it.
    Raises TooLarge, whose message tells the writer what to do. The same source always gives the same HTML.
    """
    check_source(source)
    source = source.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8
    seal = sha256(source.encode()).hexdigest()[:24]
    env: dict[str, Any] = {"seal": seal}
    tokens = PARSER.parse(source, env)
    shapes.reshape(tokens, seal)
    marks = footnotes.ids(env)
    headings = outline.number(tokens, seal=seal, prefix=prefix, taken=marks)
    check_tokens(tokens)
    anchors = {mark: prefix + mark for mark in marks} | {h.id.removeprefix(prefix): h.id for h in headings}
    dirty = PARSER.renderer.render(tokens, PARSER.options, env)
    html = sanitize.clean(dirty, seal=seal, anchors=anchors, pictures=pictures)
    check_output(html)
    text = plaintext.whole(tokens)
    return Rendered(html, tuple(headings), text, len(text.split()), plaintext.lead(tokens) or text)
