"""Does HTML hold anything that acts, reaches out or pretends? Read by another parser than the sanitiser's."""

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

ACTIVE_ELEMENTS = (
    "applet audio base body button dialog embed form frame frameset head html hx-partial iframe link marquee"
    " math meta noscript object option param plaintext portal script select slot source style svg template"
    " textarea title track video xmp"
).split()
ACTIVE_ATTRIBUTE = re.compile(
    r"on|hx|data-|xlink|xml|style$|name$|srcset$|srcdoc$|action$|formaction$|target$|ping$|background$|poster$|for$"
)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
SAFE_SCHEMES = {"http", "https", "mailto"}


def dangers(html: str, ids: Collection[str] = ()) -> list[str]:
    """Name everything in `html` that must not be there; the only ids that may be there are `ids`."""
    tree = LexborHTMLParser(html, is_fragment=True)
    once = [danger for node in tree.css("*") for danger in _of(node, ids)]
    again = LexborHTMLParser(tree.html or "", is_fragment=True)
    return once + [danger for node in again.css("*") for danger in _of(node, ids)]


def _of(node: LexborNode, ids: Collection[str]) -> Iterator[str]:
    attributes = node.attributes
    if node.tag in ACTIVE_ELEMENTS:
        yield f"<{node.tag}>"
    if node.tag == "input" and (attributes.get("type") != "checkbox" or "disabled" not in attributes):
        yield f"<input> {attributes}"
    for name, value in attributes.items():
        if ACTIVE_ATTRIBUTE.match(name):
            yield f"{name}={value}"
        if name == "id" and value not in ids:
            yield f"id={value}"
        if name in ("href", "src") and not _safe(value or ""):
            yield f"{name}={value}"


def _safe(address: str) -> bool:
    """Browsers drop tabs and line ends anywhere in an address, and control characters in front of it."""
    scheme = SCHEME.match(re.sub(r"[\t\r\n]", "", address).lstrip("".join(map(chr, range(33)))))
    return not scheme or scheme[1].lower() in SAFE_SCHEMES
