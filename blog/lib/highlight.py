"""Code with its words marked for colouring, by class, in a few of Pygments' short names."""

import re
from functools import lru_cache
from html import escape
from itertools import groupby
from time import thread_time
from typing import TYPE_CHECKING

from pygments.lexer import Lexer
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

from blog.lib import lazily

if TYPE_CHECKING:
    from pygments import lexers
else:
    lexers = lazily.module("pygments.lexers")

MAX_CODE = 10_000
"""Longer blocks stay plain."""

PATIENCE = 0.5
"""Seconds of computing for all code of a text, many times what real code takes; the rest stays plain."""

CLASSES = {
    Comment: "c", Comment.Preproc: "cp",
    Keyword: "k", Keyword.Type: "kt", Operator.Word: "k",
    Name.Attribute: "na", Name.Builtin: "nb", Name.Class: "nc", Name.Constant: "no", Name.Decorator: "nd",
    Name.Exception: "nc", Name.Function: "nf", Name.Namespace: "nn", Name.Tag: "nt", Name.Variable: "nv",
    Number: "m", String: "s", String.Escape: "se", String.Interpol: "se",
    Generic.Deleted: "gd", Generic.Emph: "ge", Generic.Heading: "gh", Generic.Inserted: "gi",
    Generic.Output: "go", Generic.Prompt: "gp", Generic.Strong: "gs", Generic.Subheading: "gh",
}  # fmt: skip

# Many lexers take the square or the cube of time for endless lines, and for line after line without any sign.
_ENDLESS = re.compile(r"[^\n]{1000}|(?:^[\w\t ]*\n){40}", re.M)
_LANGUAGE = re.compile(r"[\s{.]*([\w+#-]{1,40})")


def deadline() -> float:
    """Tell when, on this thread's clock, PATIENCE from now will be used up."""
    return thread_time() + PATIENCE


def highlight(code: str, info: str, until: float) -> str:
    """Give `code` as HTML in which <span class> marks keywords, strings and the like.

    `info` is what stands after the fence; its first word is the language (`rust,ignore`, `{.rust}`).
    Plain escaped text comes of a language that is unknown, of code that is long or endless, and of code that
    is not done by the deadline `until`.
    """
    language = _LANGUAGE.match(info)
    lexer = _lexer(language[1].lower()) if language else None
    if lexer is None or len(code) > MAX_CODE or _ENDLESS.search(code) or not code.strip():
        return escape(code, quote=False)
    pieces = []
    for name, run in groupby(lexer(stripnl=False).get_tokens(code), key=lambda token: _css_class(token[0])):
        if thread_time() > until:
            return escape(code, quote=False)
        pieces.append(_span(name, "".join(text for _, text in run)))
    return "".join(pieces)


def _span(name: str, text: str) -> str:
    text = escape(text, quote=False)
    return f'<span class="{name}">{text}</span>' if name else text


@lru_cache(maxsize=256)
def _lexer(language: str) -> type[Lexer] | None:
    try:
        return lexers.find_lexer_class_by_name(language)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _css_class(kind: _TokenType) -> str:
    """Find the class of the nearest kind that has one: String.Double is a String."""
    while kind.parent is not None and kind not in CLASSES:
        kind = kind.parent
    return CLASSES.get(kind, "")
