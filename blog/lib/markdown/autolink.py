"""Bare http and https addresses become links.

Only with a scheme: `lib.rs` and `README.md` are names of files far more often than of sites.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_BEFORE = re.compile(r"(?:^|[^\w/])(https?)$")
_AFTER = re.compile(r"://[^\s<>\"`]{1,2000}")


def plugin(parser: MarkdownIt) -> None:
    """Add the rule; it wakes at each colon and looks back for the scheme."""
    parser.inline.ruler.push("autolink_bare", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    before = _BEFORE.search(state.pending[-6:])
    after = _AFTER.match(state.src, state.pos, state.posMax)
    rest = _trim(after[0]) if after else ""
    if not before or len(rest) <= len("://"):
        return False
    scheme = before[1]
    state.pending = state.pending[: -len(scheme)]
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(scheme + rest)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(scheme + rest)
    state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _trim(address: str) -> str:
    """Leave out what belongs to the sentence: closing punctuation, and brackets that open outside."""
    while address[-1] in "?!.,:;*_~'" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address
