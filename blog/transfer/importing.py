"""One import on its way; whoever runs it commits after each step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from blog.extensions import db
from blog.lib import slugs
from blog.lib.images import Picture
from blog.media.storage import Storage
from blog.transfer import claims, links, load, queries, workshop
from blog.transfer.archive import Archive
from blog.transfer.blogs import Blog, Entry
from blog.transfer.errors import FileError
from blog.transfer.limits import MAX_PICTURE
from blog.transfer.load import Finished
from blog.transfer.plans import Plan
from blog.transfer.resolver import Place
from blog.transfer.workshop import Failure, Text, Workshop


@dataclass(frozen=True)
class Shown:
    """A picture as it is shown here: its address, its size in pixels."""

    address: str
    width: int
    height: int


@dataclass
class Import:
    """The posts that are new or changed, and what they show. A rehearsal does all but writing.

    `ids` gives the posts' ids by source key, `shown` the pictures as stored by their keys.
    """

    archive: Archive
    blog: Blog
    plan: Plan
    ids: dict[str, int]
    media: Storage
    rehearsal: bool
    shown: dict[str, Shown] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.statuses = {key: planned.status for key, planned in self.plan.posts.items()}
        self.entries = [e for e in self.blog.entries if self.statuses[e.source.key] in ("created", "updated")]
        names = {name for entry in self.entries for name in entry.named("picture")}
        usable = sorted(names & self.blog.pictures.keys(), reverse=True)
        self.pictures = {self.blog.pictures[name]: name for name in usable}

    def store_pictures(self, shop: Workshop) -> Iterator[int]:
        """Store the pictures; give the number of those done after each step."""
        rows = queries.media(self.pictures)
        for row in rows.values():
            if self.media.exists(f"{row.key}.{row.extension}"):
                self.shown[row.key] = Shown(row.path, row.width, row.height)
        yield len(self.shown)
        for batch in workshop.batches([key for key in self.pictures if key not in self.shown]):
            for key, picture in zip(batch, shop.clean([self._data(key) for key in batch]), strict=True):
                if isinstance(picture, Failure):
                    self.blog.broken[self.pictures[key]] = picture.reason
                else:
                    self._store(key, picture, has_row=key in rows)
            yield len(batch)

    def _data(self, key: str) -> bytes:
        try:
            return self.archive.read(self.pictures[key], MAX_PICTURE)
        except FileError:  # it was there a moment ago; now it is a broken picture like others
            return b""

    def _store(self, key: str, picture: Picture, *, has_row: bool) -> None:
        media = load.media(key, PurePosixPath(self.pictures[key]).name, picture)
        self.shown[key] = Shown(media.path, media.width, media.height)
        if not self.rehearsal:
            self.media.write(f"{key}.{picture.extension}", picture.data)
            if not has_row:
                db.session.add(media)

    def write_posts(self, shop: Workshop) -> Iterator[int]:
        """Render and write the posts; give the number of those done after each step.

        What cannot be rendered moves to `blog.skipped`, what somebody edited meanwhile becomes `kept`.
        """
        for batch in workshop.batches(self.entries):
            texts = [self._text(entry) for entry in batch]
            finished, failed = [], {}
            for entry, text, result in zip(batch, texts, shop.typeset(texts), strict=True):
                if isinstance(result, Failure):
                    failed[entry.source.key] = result.reason
                else:
                    finished.append(Finished(entry, text.markdown, result))
            self.blog.skipped |= failed
            self.statuses |= dict.fromkeys(failed, "skipped")
            if not self.rehearsal:
                load.abandon(failed)
                self.statuses |= dict.fromkeys(load.write(finished, self.plan), "kept")
            yield len(batch)

    def _text(self, entry: Entry) -> Text:
        led = [(link, address) for link, place in entry.targets if (address := self._address(place))]
        keys = (self.blog.pictures.get(name, "") for name in entry.named("picture"))
        shown = [self.shown[key] for key in keys if key in self.shown]
        return Text(
            markdown=links.led_elsewhere(entry.source.body, led),
            prefix=self._prefix(entry.source.key),
            pictures={picture.address: (picture.width, picture.height) for picture in shown},
        )

    def _prefix(self, key: str) -> str:
        return f"p{self.ids.get(key, 0)}-"

    def _address(self, place: Place) -> str:
        """Return where a place is on this site, "" if it is not."""
        if place.kind == "post":
            address = f"/posts/{self.plan.posts[place.key].slug}"
            anchor = self._prefix(place.key) + slugs.anchor(unquote(place.fragment))
            return f"{address}#{anchor}" if place.fragment else address
        if place.kind == "section":
            return f"/tags/{claims.section_slug(place.key)}"
        picture = self.shown.get(self.blog.pictures.get(place.key, ""))
        return picture.address if picture else ""
