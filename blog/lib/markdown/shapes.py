"""Changes between parsing and rendering: a lone picture becomes a figure, a task gets a labelled checkbox."""

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token


def reshape(tokens: Sequence[Token], seal: str) -> None:
    """Rewrite `tokens` in place. `seal` marks our checkboxes, since a text cannot know it."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before.type == "paragraph_open" and not before.hidden:
            _figure(before, token, after)
        elif before.type == "list_item_open" and "checked" in before.meta:
            before.attrSet("class", "task")
            _label(after, checked=before.meta["checked"], seal=seal)


def _figure(opening: Token, inline: Token, closing: Token) -> None:
    """Turn a paragraph that holds one picture, linked or not, into a figure with its title as caption."""
    children = inline.children or []
    bare = children[1:-1] if children and children[0].type == "link_open" else children
    if [child.type for child in bare] != ["image"]:
        return
    opening.tag = closing.tag = "figure"
    title = bare[0].attrs.pop("title", None)
    if title:
        children.append(_html(f"<figcaption>{escapeHtml(str(title))}</figcaption>"))


def _label(inline: Token, *, checked: bool, seal: str) -> None:
    if inline.type == "inline" and inline.children is not None:
        state = " checked" if checked else ""
        inline.children.insert(0, _html(f'<label><input {seal} type="checkbox" disabled{state}> '))
        inline.children.append(_html("</label>"))


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
