"""Footnotes: numbered references, notes at the end, and a way back from each."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

_LABEL = re.compile(r"\[\^[^\s\]]{1,100}\]")


def plugin(parser: MarkdownIt) -> None:
    """Add `[^label]` references with our HTML (a note cannot be written inside the sentence, as `^[…]`)."""
    parser.use(footnote_plugin, inline=False)
    parser.inline.ruler.at("footnote_ref", _reference)
    for rule in (footnote_block_open, footnote_block_close, footnote_open, footnote_anchor, footnote_mark):
        parser.add_render_rule("footnote_ref" if rule is footnote_mark else rule.__name__, rule)


def ids(env: EnvType) -> list[str]:
    """List the ids, without prefix, that the notes of a parsed text and the references to them will have."""
    notes = env.get("footnotes", {}).get("list", {})
    marks = [_mark(number, time) for number, note in notes.items() for time in range(note["count"])]
    return [_note(number) for number in notes] + marks


def _reference(state: StateInline, silent: bool) -> bool:
    # The plugin's own rule runs to the end of the text for each "[^" that nothing closes.
    return bool(_LABEL.match(state.src, state.pos, state.posMax)) and footnote_ref(state, silent)


def _note(number: int) -> str:
    return f"fn{number + 1}"


def _mark(number: int, time: int) -> str:
    return f"fnref{number + 1}" + (f"-{time + 1}" if time else "")


def footnote_mark(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    """The number in the sentence."""
    number, mark = tokens[idx].meta["id"], _mark(tokens[idx].meta["id"], tokens[idx].meta["subId"])
    return (
        f'<sup class="noteref"><a id="{env["seal"]}{mark}" href="#{_note(number)}" role="doc-noteref"'
        f' aria-label="Footnote {number + 1}">{number + 1}</a></sup>'
    )


def footnote_block_open(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    """The notes together, after the text."""
    return '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n'


def footnote_block_close(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    """The end of the notes."""
    return "</ol>\n</section>\n"


def footnote_open(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    """One note."""
    return f'<li id="{env["seal"]}{_note(tokens[idx].meta["id"])}">'


def footnote_anchor(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    """The way back to one reference; the variation selector keeps the arrow from becoming an emoji."""
    number, time = tokens[idx].meta["id"], tokens[idx].meta["subId"]
    name = f"{number + 1}" + (f"-{time + 1}" if time else "")
    return (
        f' <a class="backref" href="#{_mark(number, time)}" role="doc-backlink"'
        f' aria-label="Back to reference {name}">\u21a9\ufe0e</a>'
    )
