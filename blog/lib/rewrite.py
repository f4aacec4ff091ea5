"""HTML changed as text, before it is sanitised: whatever goes wrong here, the sanitiser still comes after."""

import re
from collections import Counter
from collections.abc import Mapping
from html import escape, unescape

from blog.lib.srcset import Size

_TAG = re.compile(
    r"<(/?)(h1|img|input|noscript|pre|table|iframe|video|audio|source|object|embed)\b([^<>]*)>", re.I
)
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.I)
_ON_THE_WEB = re.compile(r"\s*https?:|(?!\s*[a-z][a-z0-9+.-]*:)", re.I)


def rewrite(html: str, *, seal: str, pictures: Mapping[str, Size]) -> str:
    """Keep of unsafe or clumsy elements what can be kept.

    Embedded players become links, pictures get their size, and h1 becomes h2 under the page's own. Tables and
    code blocks get a region that the keyboard can scroll. Form fields go, but for those that carry `seal`.
    A picture that is kept in several widths says so in a `srcset` that only the sanitiser can fill in.
    """
    seen: Counter[str] = Counter()

    def change(tag: re.Match[str]) -> str:
        end, name, attributes = tag[1], tag[2].lower(), tag[3]
        match name:
            case "h1":
                return f"<{end}h2{attributes}>"
            case "pre" | "table":
                seen[name] += not end
                return _region(tag[0], name, seen[name]) if not end else f"{tag[0]}</div>"
            case "img":
                return _picture(attributes, seal, pictures)
            case "input":
                return tag[0] if seal and seal in attributes else ""
            case "noscript":  # what it holds is for readers like ours, without scripts
                return ""
        return "" if end else _link(attributes)

    return _TAG.sub(change, calm(html))


def calm(html: str) -> str:
    """Take the attributes from formatting elements.

    A browser's parser reopens each unclosed one in every later paragraph, unless it has three that are alike
    (HTML Standard, "list of active formatting elements"): 7,000 different ones filled the memory.
    Cut at the last ">" so that each match finds its end: the time stays linear.
    """
    head, end, tail = html.rpartition(">")
    return _FORMATTING.sub(r"<\1>", head + end) + tail


def _region(tag: str, name: str, number: int) -> str:
    kind, label = ("code", "Code sample") if name == "pre" else ("table", "Table")
    return f'<div class="{kind}" role="region" tabindex="0" aria-label="{label} {number}">{tag}'


def _link(attributes: str) -> str:
    address = _attribute(attributes, "src") or _attribute(attributes, "data")
    if not address or not _ON_THE_WEB.match(address):
        return ""
    text = _attribute(attributes, "title") or address
    return f'<a href="{escape(address)}">{escape(text)}</a> '


def _picture(attributes: str, seal: str, pictures: Mapping[str, Size]) -> str:
    """Of two attributes with one name the first counts: ours in front win, the empty alt gives way."""
    own, address = "", _attribute(attributes, "src")
    if size := pictures.get(address):
        asked = _attribute(attributes, "width"), _attribute(attributes, "height")
        own = 'width="{}" height="{}" '.format(*_scaled(size, *asked))
        if seal and size.narrower:
            own += f'srcset="{seal}{escape(address)}" sizes="{seal}" '
    return f'<img {own}loading="lazy" decoding="async" {attributes} alt="">'


def _scaled(natural: Size, width: str, height: str) -> tuple[int, int]:
    """Keep the size that the writer asked for and the picture's own proportions."""
    for asked, side in ((width, natural.width), (height, natural.height)):
        if asked.isdecimal() and 0 < int(asked) < 10_000:
            factor = int(asked) / side
            return round(natural.width * factor), round(natural.height * factor)
    return natural.width, natural.height


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf"""(?<![\w-]){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", attributes, re.I)
    return unescape(match[match.lastindex or 0]).strip() if match else ""
