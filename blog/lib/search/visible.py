"""What a reader sees of a post's HTML: the text alone, each block of it on a line of its own."""

import re
from html import unescape

# Elements within a line: they part no words.
_INLINE = (
    "a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u"
    "|var|wbr"
)
_REST = r'(?:"[^"<]*"|[^"<>])*>'  # of a tag: our sanitiser puts values in double quotes, and no "<" in them
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?=[ >]){_REST}")
_TAG = re.compile(rf"</?[a-z]{_REST}")
_UNSAID = re.compile(r'<a class="backref".*?</a>|<sup class="noteref".*?</sup>')


def visible(html: str) -> str:
    """Return the text of HTML that our sanitiser wrote, without the signs that lead to footnotes and back.

    Lines may be empty, and may hold more than one space where HTML shows one; those of code become one.
    """
    text = _INLINE_TAG.sub("", _UNSAID.sub("", html.replace("\n", " ")))
    return unescape(_TAG.sub("\n", text))
