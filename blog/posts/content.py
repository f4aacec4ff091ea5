"""What an author writes, as one value: what forms send, revisions keep and merges compare."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

TITLE_LENGTH, EXCERPT_LENGTH, ALT_LENGTH, SLUG_LENGTH = 300, 300, 300, 80
TAG_LENGTH, MOST_TAGS = 80, 20


@dataclass(frozen=True)
class Content:
    """The text of a post and all that its author says about it. Tags are names, in order.

    `cover` is the address of a picture on this site, or "". `slug` is "" where the title shall decide.
    """

    title: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    excerpt: str = ""
    slug: str = ""
    cover: str = ""
    cover_alt: str = ""
    language: str = ""

    @property
    def details(self) -> dict[str, Any]:
        """All but title and body, as JSON keeps it."""
        return {name: value for name, value in asdict(self).items() if name not in ("title", "body")}

    @classmethod
    def of(cls, title: str, body: str, details: Mapping[str, Any]) -> Self:
        """Put together again what was taken apart by `details`."""
        return cls(title, body, **{**details, "tags": tuple(details.get("tags", ()))})


def as_tags(text: str) -> tuple[str, ...]:
    """Read names that commas divide; one that is written twice, in whatever case, counts once."""
    first: dict[str, str] = {}
    for name in (" ".join(name.split()) for name in text.split(",")):
        first.setdefault(name.casefold(), name)
    return tuple(name for name in first.values() if name)
