"""A whole archive as the posts it wants to become, with what each one links to; no database yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from string import capwords
from zoneinfo import ZoneInfo

from blog.media.storage import key_of
from blog.transfer import bodies, frontmatter, home, layout, links, sources
from blog.transfer.archive import Archive
from blog.transfer.errors import ArchiveError, FileError
from blog.transfer.fields import Fields
from blog.transfer.limits import MAX_PICTURE, MAX_TEXT
from blog.transfer.resolver import Place, Resolver
from blog.transfer.sources import Source

Targets = tuple[tuple[links.Link, Place], ...]


@dataclass(frozen=True)
class Entry:
    """A source, where its links lead in the archive, and a hash of all that its post is made from."""

    source: Source
    targets: Targets
    fingerprint: str

    def named(self, kind: str) -> list[str]:
        """Return the keys of the places of one kind, each once, in order."""
        return list(dict.fromkeys(place.key for _, place in self.targets if place.kind == kind))


@dataclass
class Blog:
    """What was read, oldest post first.

    `sections` gives their titles by folder, `pictures` the media key of each picture in use by its name,
    `broken` and `skipped` the reason why a picture or a post is none, by name.
    """

    entries: list[Entry] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def read(archive: Archive, zone: ZoneInfo, author: str = "") -> Blog:
    """Read every post. Raises ArchiveError if there is no Markdown.

    Dates without a zone are in `zone`; `author` wrote what names nobody.
    """
    blog = Blog()
    origin = home.described(archive)
    read_source = partial(sources.read, zone=zone, permalink=origin.permalink, author=author)
    found = list(_sources(archive, read_source, blog.skipped))
    if not found and not any(layout.suffix(name) in layout.MARKDOWN for name in blog.skipped):
        raise ArchiveError("holds no Markdown")
    folders = sorted({source.section for source in found} - {""})
    blog.sections = {folder: _section(archive, folder) for folder in folders}
    origin = replace(origin, host=origin.host or home.host_in_links(found))
    resolver = Resolver(archive.names, found, blog.sections, origin)
    for source in sorted(found, key=lambda source: source.age):
        targets = _targets(source, resolver)
        _look_at_pictures(archive, targets, blog)
        blog.entries.append(Entry(source, targets, _fingerprint(source, targets, blog.pictures)))
    return blog


def _sources(
    archive: Archive, read_source: Callable[[str, bytes], Source], skipped: dict[str, str]
) -> Iterator[Source]:
    where = layout.Layout(archive.names)
    for name in where.candidates:
        try:
            where.check(name)
            source = read_source(name, archive.read(name, MAX_TEXT))
            if not source.date:
                where.check_undated(name)
            yield source
        except FileError as error:
            skipped[name] = str(error)


def _section(archive: Archive, folder: str) -> str:
    """Return a section's title: its index page's, else its folder's name in capitals."""
    try:
        text = bodies.decoded(archive.read(f"{folder}/_index.md", MAX_TEXT))
        title = Fields(frontmatter.split(text)[0]).text("title").removesuffix(" Blog")
    except FileError:
        title = ""
    return title or capwords(folder.rpartition("/")[2].replace("-", " ").replace("_", " "))


def _targets(source: Source, resolver: Resolver) -> Targets:
    candidates = links.candidates(source.body)
    places = {link: place for link in candidates if (place := resolver.resolve(link.target, source))}
    return tuple((link, places[link]) for link in links.outside_code(source.body, places)) if places else ()


def _look_at_pictures(archive: Archive, targets: Targets, blog: Blog) -> None:
    for _, place in targets:
        if place.kind == "picture" and place.key not in blog.pictures and place.key not in blog.broken:
            try:
                blog.pictures[place.key] = key_of(archive.read(place.key, MAX_PICTURE))
            except FileError as error:
                blog.broken[place.key] = str(error)


def _fingerprint(source: Source, targets: Targets, pictures: dict[str, str]) -> str:
    """Hash a post with what it links to: a changed picture, or a post that has come since, changes it too."""
    led = sorted({(link.target, place.kind, pictures.get(place.key, place.key)) for link, place in targets})
    return sha256(repr((source.digest, led)).encode()).hexdigest()
