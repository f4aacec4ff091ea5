"""Two people's edits of one post, put together field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from blog.lib import merge
from blog.lib.merge import Agreed, Choice, Conflict
from blog.posts.content import Content

PLAIN = ("title", "excerpt", "slug", "cover", "cover_alt", "language")
CHOICES: dict[str, Choice] = {"mine": "mine", "theirs": "theirs", "both": "both"}


class Clash(NamedTuple):
    """A field that both changed, each in their way."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merge:
    """What two edits of `base` come to: fields that agree, clashes, and the body in parts."""

    agreed: Content
    clashes: list[Clash]
    parts: list[Agreed | Conflict]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to choose."""
        return not self.clashes and merge.is_clean(self.parts)

    def settled(self, choices: Mapping[str, str]) -> Content:
        """Return the whole content, by what was chosen under "title", …, "part-1", "part-2", ….

        Nothing chosen is both where that can be, else mine.
        """
        fields: dict[str, Any] = {
            clash.name: clash.theirs if choices.get(clash.name) == "theirs" else clash.mine
            for clash in self.clashes
        }
        conflicts = sum(isinstance(part, Conflict) for part in self.parts)
        chosen = [CHOICES.get(choices.get(f"part-{n}", ""), "both") for n in range(1, conflicts + 1)]
        return replace(self.agreed, body=merge.settle(self.parts, chosen), **fields)


def between(base: Content, mine: Content, theirs: Content) -> Merge:
    """Merge what two people made of `base`."""
    clashes: list[Clash] = []
    agreed: dict[str, Any] = {}
    for name in PLAIN:
        was, own, other = (getattr(content, name) for content in (base, mine, theirs))
        if own in (was, other):
            agreed[name] = other
        elif other == was:
            agreed[name] = own
        else:
            clashes.append(Clash(name, own, other))
            agreed[name] = own
    tags = _tags(base.tags, mine.tags, theirs.tags)
    parts = merge.three_way(base.body, mine.body, theirs.body)
    return Merge(Content(tags=tags, **agreed), clashes, parts)


def _tags(base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Keep what nobody removed and what anybody added."""
    gone = {tag for tag in base if tag not in mine or tag not in theirs}
    return tuple(tag for tag in dict.fromkeys((*mine, *theirs)) if tag not in gone)
