"""A comment's Markdown: emphasis, links, lists, quotes and code; no HTML, pictures or headings."""

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from blog.lib.markdown import autolink

TAGS = set("a blockquote br code del em li ol p pre s strong ul".split())
SCHEMES = {"http", "https", "mailto"}
# Search engines give nothing for links in comments, so there is nothing to be had by spam.
REL = "nofollow ugc noopener"


class RemarkRenderer(RendererHTML):
    """Line breaks as typed: people who comment do not know that Markdown joins lines."""

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<br>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=RemarkRenderer)
    parser.disable(["heading", "lheading", "hr", "image", "html_block", "html_inline", "reference"])
    parser.enable("strikethrough").use(autolink.plugin)
    parser.parse("warm")  # rule chains are compiled on first use, in steps; threads must not see half of them
    return parser


_PARSER = _parser()
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes=SCHEMES,
    link_rel=REL,
)


def remark(source: str) -> str:
    """Render a comment, of a few thousand characters, to sanitised HTML."""
    source = source.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8
    return _CLEANER.clean(_PARSER.render(source))
