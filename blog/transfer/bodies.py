"""The text of a post, freed from what only its old home understood."""

import re

from blog.lib.markdown import TooLarge, plaintext
from blog.lib.markdown.limits import check_source
from blog.lib.markdown.parser import PARSER
from blog.transfer.errors import FileError

_HIGHLIGHT = re.compile(r"^\{%-?\s*highlight\s+(\w*)[^\n%]*%\}", re.M)
_END_HIGHLIGHT = re.compile(r"^\{%-?\s*endhighlight\s*-?%\}", re.M)
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")
_PRE = re.compile(r"<(/?)pre\b", re.I)


def decoded(data: bytes) -> str:
    r"""Return the text with `\n` line ends. Raises FileError for what is no UTF-8 text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"is not UTF-8 (byte {error.start:,})") from error
    if "\0" in text:
        raise FileError("holds a NUL character, so it is not a text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def cleaned(body: str, *, is_html: bool) -> str:
    """Return the body as Markdown that holds in any program. Raises FileError if it is too long for a post.

    Jekyll's `highlight` tags become fenced code, and its `raw` tags, which say "no tags in here", go. HTML
    loses its indentation, which Markdown would take for code.
    """
    body = _RAW.sub("", _END_HIGHLIGHT.sub("~~~", _HIGHLIGHT.sub(r"~~~\1", body))).strip("\n")
    try:
        check_source(body)
    except TooLarge as error:
        raise FileError(str(error)) from error
    return _without_indent(body) if is_html else body


def _without_indent(html: str) -> str:
    lines, inside_pre = [], False
    for line in html.split("\n"):
        lines.append(line if inside_pre else line.lstrip(" \t"))
        if tags := _PRE.findall(line):
            inside_pre = not tags[-1]
    return "\n".join(lines)


def first_heading(body: str) -> tuple[str, str]:
    """Return the text of the first heading, or "", and the body: without the heading if it stands on top."""
    tokens = PARSER.parse(body)
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.map:
            rest = "\n".join(body.split("\n")[token.map[1] :]).lstrip("\n")
            return plaintext.inline(tokens[number + 1]), body if number else rest
    return "", body
