"""Where our HTML differs from the parser's: headings with anchors, coloured code, alignment by class."""

from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from blog.lib.highlight import deadline, highlight


class PostRenderer(RendererHTML):
    """Render rules by token type; the base class finds the methods by name."""

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link to itself at the end of each heading; its sign comes from the style sheet."""
        anchor = str(tokens[idx - 2].attrs["id"]).removeprefix(env["seal"])
        link = f'<a class="anchor" href="#{anchor}" aria-label="Link to this section"></a>'
        return f"{link}</{tokens[idx].tag}>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A code block, fenced or indented."""
        until = env.setdefault("coloured_until", deadline())
        return f"<pre><code>{highlight(tokens[idx].content, tokens[idx].info, until)}</code></pre>\n"

    code_block = fence

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A table cell, aligned by class: the parser writes a style, which our pages do not allow."""
        side = str(tokens[idx].attrs.get("style", "")).removeprefix("text-align:")
        return f'<{tokens[idx].tag} class="{side}">' if side else f"<{tokens[idx].tag}>"

    th_open = td_open

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A list item; the base class would add a task's checkbox here, outside its label."""
        return self.renderToken(tokens, idx, options, env)
