"""Who gets a name that several want: the outcome depends on what the archive holds, never on an order."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from blog.lib import slugs
from blog.transfer.sources import Source

MAX_USERNAME = 32


def give_slugs(sources: Iterable[Source], held: Mapping[str, str], taken: Collection[str]) -> dict[str, str]:
    """Return a slug for each source key: those that `held` has stay, none of `taken` is given away.

    Of several that wish for the same one the oldest gets it, the others add their date, or a number.
    """
    given, used = dict(held), {*taken, *held.values()}
    late = []
    for source in sorted(sources, key=lambda source: source.age):
        if source.key in held:
            continue
        if source.wish in used:
            late.append(source)
        else:
            given[source.key] = source.wish
            used.add(source.wish)
    for source in late:
        given[source.key] = next(slug for slug in _other_slugs(source) if slug not in used)
        used.add(given[source.key])
    return given


def _other_slugs(source: Source) -> Iterator[str]:
    if source.date:
        yield f"{source.wish}-{source.date:%Y-%m-%d}"
    yield from (f"{source.wish}-{number}" for number in count(2))


def give_aliases(sources: Iterable[Source], taken: Collection[str]) -> dict[str, list[str]]:
    """Return the old addresses of each source key, without those of `taken`.

    One that several claim goes to the oldest of those that name it themselves, then of the others.
    """
    ordered = sorted(sources, key=lambda source: source.age)
    claims = [(path, source.key) for source in ordered for path in source.addresses]
    claims += [(path, source.key) for source in ordered for path in source.guesses]
    owners = dict(reversed(claims))  # the first claim counts
    given = defaultdict(list)
    for path, key in sorted(owners.items()):
        if path not in taken:
            given[key].append(path)
    return given


def best_spellings(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each key of (key, spelling) pairs its most frequent spelling, of equals the first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, spelling in spellings:
        counts[key][spelling] += 1
    return {key: min(found, key=lambda text: (-found[text], text)) for key, found in sorted(counts.items())}


def fold(name: str) -> str:
    """Return what two spellings of one person's name have in common."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def give_usernames(names: Mapping[str, str], taken: Collection[str]) -> dict[str, str]:
    """Return a username for each folded name; one that is taken gets -2, -3 and so on."""
    used, given = set(taken), {}
    for folded, name in sorted(names.items()):
        given[folded] = next(wish for wish in _usernames(slugs.username(name)) if wish not in used)
        used.add(given[folded])
    return given


def _usernames(wish: str) -> Iterator[str]:
    yield wish
    for number in count(2):
        yield f"{wish[: MAX_USERNAME - len(str(number)) - 1].rstrip('-')}-{number}"


def labels(source: Source, sections: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a source's tags as (slug, name), its section first, no slug twice."""
    found = [(slugs.slugify(tag), tag) for tag in source.tags]
    if source.section:
        found.insert(0, (section_slug(source.section), sections[source.section]))
    first: dict[str, str] = {}
    for slug, name in found:
        first.setdefault(slug, name)
    return list(first.items())


def section_slug(folder: str) -> str:
    """Return the slug of the tag that a section becomes."""
    return slugs.slugify(folder.rpartition("/")[2])
