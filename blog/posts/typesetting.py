"""The slow part of saving a post, done before anything is locked."""

import secrets
from dataclasses import dataclass, replace
from typing import Any, Self

from blog.lib import markdown
from blog.lib.markdown import Rendered
from blog.posts import pictures
from blog.posts.content import Content


@dataclass(frozen=True)
class Typeset:
    """What an author wrote, and what readers will see of it."""

    content: Content
    rendered: Rendered
    cover: dict[str, Any] | None
    prefix: str  # of the ids in the HTML

    def at(self, slug: str) -> Self:
        """Return the same for a post that stands at `slug`, unless its author wants another address."""
        return self if self.content.slug else replace(self, content=replace(self.content, slug=slug))

    def numbered(self, post_id: int) -> Rendered:
        """Return the HTML for the post of that id: one that is new has none while its text is rendered.

        The prefix that stood in until then is random, so that no text can hold it.
        """
        final = prefix_of(post_id)
        headings = tuple(
            replace(heading, id=heading.id.replace(self.prefix, final)) for heading in self.rendered.headings
        )
        html = self.rendered.html.replace(self.prefix, final)
        return replace(self.rendered, html=html, headings=headings)


def prefix_of(post_id: int) -> str:
    """Return what stands before each id in a post's HTML, so that two posts fit on one page."""
    return f"p{post_id}-"


def typeset(content: Content, post_id: int | None) -> Typeset:
    """Render a text. Raises markdown.TooLarge, whose message is for the writer."""
    prefix = prefix_of(post_id) if post_id else f"p{secrets.token_hex(12)}-"
    rendered = markdown.render(content.body, prefix=prefix, pictures=pictures.sizes_in(content.body))
    cover = pictures.cover(content.cover, content.cover_alt) if content.cover else None
    return Typeset(content, rendered, cover, prefix)
