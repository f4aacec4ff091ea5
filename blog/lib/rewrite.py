"""HTML changed as text, before it is sanitised: whatever goes wrong here, the sanitiser still comes after."""

import re
from collections.abc import Mapping
from html import escape, unescape
from itertools import count

_GONE = re.compile(r"</?noscript\b[^<>]*>", re.I)  # what it holds is for readers like ours, without scripts
_TITLE = re.compile(r"<(/?)h1\b", re.I)  # the page has its own
_INPUT = re.compile(r"<input\b[^<>]*>", re.I)
_EMBED = re.compile(r"<(?:iframe|video|audio|source|object|embed)\b([^<>]*)>", re.I)
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.I)
_SCROLLING = re.compile(r"<(/?)(table|pre)\b([^<>]*)>", re.I)
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.I)
_LOCAL_OR_WEB = re.compile(r"(?!\s*[a-z][a-z0-9+.-]*:)|\s*https?:", re.I)


def rewrite(html: str, *, seal: str, pictures: Mapping[str, tuple[int, int]]) -> str:
    """Keep of unsafe or clumsy elements what can be kept.

    Embedded players become links, pictures get their size, tables and code blocks a region to scroll in, h1
    becomes h2, and form fields go, but for those that carry `seal`.
    """
    html = _TITLE.sub(r"<\1h2", _GONE.sub("", calm(html)))
    html = _INPUT.sub(lambda field: field[0] if seal and seal in field[0] else "", html)
    html = _EMBED.sub(lambda embed: _link(embed[1]), html)
    html = _IMAGE.sub(lambda image: _picture(image[1], pictures), html)
    return _regions(html)


def calm(html: str) -> str:
    """Take the attributes from formatting elements.

    A browser's parser reopens each unclosed one in every later paragraph, unless it has three that are alike
    (HTML Standard, "list of active formatting elements"): 7,000 different ones filled the memory.
    Cut at the last ">" so that each match finds its end: the time stays linear.
    """
    head, end, tail = html.rpartition(">")
    return _FORMATTING.sub(r"<\1>", head + end) + tail


def _link(attributes: str) -> str:
    address = _attribute(attributes, "src") or _attribute(attributes, "data")
    if not address or not _LOCAL_OR_WEB.match(address):
        return ""
    text = _attribute(attributes, "title") or address
    return f'<a href="{escape(address)}">{escape(text)}</a> '


def _picture(attributes: str, pictures: Mapping[str, tuple[int, int]]) -> str:
    """Of two attributes with one name the first counts: ours in front win, the empty alt gives way."""
    size = ""
    if natural := pictures.get(_attribute(attributes, "src")):
        width, height = _scaled(natural, _attribute(attributes, "width"), _attribute(attributes, "height"))
        size = f'width="{width}" height="{height}" '
    return f'<img {size}loading="lazy" decoding="async" {attributes} alt="">'


def _scaled(natural: tuple[int, int], width: str, height: str) -> tuple[int, int]:
    """Keep the size that the writer asked for and the picture's own proportions."""
    for asked, side in ((width, natural[0]), (height, natural[1])):
        if asked.isdecimal() and 0 < int(asked) < 10_000:
            factor = int(asked) / side
            return round(natural[0] * factor), round(natural[1] * factor)
    return natural


def _regions(html: str) -> str:
    """Wrap tables and code blocks, which may be wider than the page, so that the keyboard can scroll them."""
    numbers = {"table": count(1), "pre": count(1)}

    def wrap(tag: re.Match[str]) -> str:
        if tag[1]:
            return f"{tag[0]}</div>"
        kind = tag[2].lower()
        name, label = ("table", "Table") if kind == "table" else ("code", "Code sample")
        label = f"{label} {next(numbers[kind])}"
        return f'<div class="{name}" role="region" tabindex="0" aria-label="{label}">{tag[0]}'

    return _SCROLLING.sub(wrap, html)


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf"""(?<![\w-]){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", attributes, re.I)
    return unescape(match[match.lastindex or 0]).strip() if match else ""
