"""What becomes of every file, decided over the whole archive before anything is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from blog.transfer import claims
from blog.transfer.blogs import Blog, Entry
from blog.transfer.claims import fold

Status = Literal["created", "updated", "unchanged", "kept", "skipped"]


@dataclass(frozen=True)
class KnownPost:
    """An imported post as the site has it; without `fingerprint` it is only a reserved place."""

    slug: str
    fingerprint: str | None
    edited: bool


@dataclass(frozen=True)
class Known:
    """What the site has: imported posts by source key, usernames by folded name, and what is taken."""

    posts: Mapping[str, KnownPost]
    people: Mapping[str, str]
    slugs: Collection[str]
    aliases: Collection[str]
    usernames: Collection[str]
    tags: Collection[str]


@dataclass(frozen=True)
class Planned:
    """What becomes of one entry; authors by username, tags by slug, both in order."""

    status: Status
    slug: str
    authors: list[str]
    tags: list[str]
    aliases: list[str]


@dataclass(frozen=True)
class Plan:
    """What becomes of all entries, by source key, and what has to be made first.

    `people` gives the names of new accounts by username, `tags` those of new tags by slug.
    """

    posts: Mapping[str, Planned]
    people: Mapping[str, str]
    tags: Mapping[str, str]


def make(blog: Blog, known: Known) -> Plan:
    """Decide for every entry of `blog`; what is known stays as it is."""
    sources = [entry.source for entry in blog.entries]
    held = {source.key: known.posts[source.key].slug for source in sources if source.key in known.posts}
    slugs = claims.give_slugs(sources, held, known.slugs)
    aliases = claims.give_aliases(sources, known.aliases)
    names = claims.best_spellings((fold(name), name) for source in sources for name in source.authors)
    new = {folded: name for folded, name in names.items() if folded not in known.people}
    usernames = {**known.people, **claims.give_usernames(new, known.usernames)}
    labels = {source.key: claims.labels(source, blog.sections) for source in sources}
    tags = claims.best_spellings(label for found in labels.values() for label in found)
    posts = {
        source.key: Planned(
            status=_status(entry, known.posts.get(source.key)),
            slug=slugs[source.key],
            authors=list(dict.fromkeys(usernames[fold(name)] for name in source.authors)),
            tags=[slug for slug, _ in labels[source.key]],
            aliases=aliases.get(source.key, []),
        )
        for entry, source in zip(blog.entries, sources, strict=True)
    }
    people = {usernames[folded]: name for folded, name in new.items()}
    return Plan(posts, people, {slug: name for slug, name in tags.items() if slug not in known.tags})


def _status(entry: Entry, post: KnownPost | None) -> Status:
    if post is None or post.fingerprint is None:
        return "created"
    if post.edited:
        return "kept"
    return "unchanged" if post.fingerprint == entry.fingerprint else "updated"
