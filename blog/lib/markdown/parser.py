"""The one parser, configured once and shared by all threads: what belongs to a render stays in its `env`."""

import re

from markdown_it import MarkdownIt

from blog.lib.markdown import autolink, footnotes
from blog.lib.markdown.renderer import PostRenderer

_PLAIN_ADDRESS = re.compile(r"(?:https?://[a-z0-9.-]+)?(?:[/#?][\w/.#?=&+,;:@~!$()*-]*)?\Z", re.ASCII)


class PostParser(MarkdownIt):
    """CommonMark with raw HTML, tables, strikethrough, task lists, footnotes and bare links."""

    def __init__(self) -> None:
        options = {"xhtmlOut": False, "tasklists": True}
        super().__init__("commonmark", options, renderer_cls=PostRenderer)
        self.enable(["table", "strikethrough"]).use(footnotes.plugin).use(autolink.plugin)
        # Rule chains are compiled on first use, in steps: two first renders at once would see half of them.
        self.parse("warm")

    def normalizeLink(self, url: str) -> str:
        """Encode an address; most need none of it, and finding that out here saves a tenth of the time."""
        return url if _PLAIN_ADDRESS.match(url) else super().normalizeLink(url)


PARSER = PostParser()
