"""One Markdown file as the post it wants to become."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from blog.lib import slugs
from blog.transfer import addresses, bodies, dates, frontmatter, layout
from blog.transfer.errors import FileError
from blog.transfer.fields import Fields

# What the database's columns hold.
MAX_KEY, MAX_TITLE, MAX_NAME, MAX_TAG = 500, 300, 120, 80
_PAGES = ("page", "home", "default")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class Source:
    """What a file says about its post; `key` is its path in the archive, times are aware.

    `addresses` are the paths it names for itself, the main one first; `guesses` those that Jekyll, Hugo or
    Zola would have given it. `wish` is the slug it would like, `digest` the file's SHA-256.
    """

    key: str
    digest: str
    title: str
    body: str
    wish: str
    date: datetime | None
    updated: datetime | None
    draft: bool
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    section: str
    summary: str
    language: str | None
    addresses: tuple[str, ...]
    guesses: tuple[str, ...]

    @property
    def age(self) -> tuple[datetime, str]:
        """Sorts the oldest first, whatever the order of the files."""
        return self.date or datetime.max.replace(tzinfo=UTC), self.key


def read(key: str, data: bytes, *, zone: ZoneInfo, permalink: str = "", author: str = "") -> Source:
    """Read the file `data` found at `key`. Raises FileError for what cannot become a post.

    `permalink` is the site's own pattern for addresses, in Jekyll's words; `author` wrote what names nobody.
    """
    settings, body = frontmatter.split(bodies.decoded(data))
    fields = Fields(settings)
    _refuse_other_papers(key, fields if settings else None)
    day, name = dates.split_name(layout.own_name(key))
    title, body = _title(fields, name, bodies.cleaned(body, is_html=layout.suffix(key) in layout.HTML))
    slug = fields.text("slug", "basename")
    name = slug or name or title
    asked = fields.text("path", "permalink", "url")
    date = _date(fields, zone) or dates.midnight(day or dates.in_path(asked) or dates.in_path(key), zone)
    categories = fields.labels("category", "categories")
    if not date and fields.text("layout", "type").lower() in _PAGES:
        raise FileError("a page, not a post")
    main = addresses.permalink(asked, title=name, date=date, categories=categories)
    return Source(
        key=key,
        digest=sha256(data).hexdigest(),
        title=title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…",
        body=body,
        wish=slugs.slugify(slug or addresses.last_part(main) or name),
        date=date,
        updated=_updated(fields, zone),
        draft=_draft(fields, key),
        authors=tuple(name[:MAX_NAME] for name in _authors(fields) or [author] if name),
        tags=tuple(tag[:MAX_TAG] for tag in dict.fromkeys(categories + fields.labels("tag", "tags"))),
        section=layout.section(key),
        summary=fields.text("description", "summary", "excerpt"),
        language=_language(fields.text("lang", "language")),
        addresses=_addresses(fields, main),
        guesses=() if main else addresses.guesses(key, name, date if day else None, categories, permalink),
    )


def _refuse_other_papers(key: str, fields: Fields | None) -> None:
    if len(key) > MAX_KEY:
        raise FileError(f"its path is longer than {MAX_KEY} characters")
    if not fields and layout.suffix(key) in layout.HTML:
        raise FileError("an HTML page without front matter")
    if not fields and layout.is_about_the_project(key):
        raise FileError("about the files themselves, not a post")


def _title(fields: Fields, name: str, body: str) -> tuple[str, str]:
    """Return the title and the body without it: given, else the first heading, else the file's name."""
    if title := fields.text("title"):
        return title, body
    if not body:
        raise FileError("a page without title and text")
    title, body = bodies.first_heading(body)
    words = name.replace("-", " ").replace("_", " ").strip()
    return title or words[:1].upper() + words[1:] or "Untitled", body


def _authors(fields: Fields) -> list[str]:
    return fields.texts("author", "authors") or Fields(fields.table("extra")).texts("author", "authors")


def _date(fields: Fields, zone: ZoneInfo) -> datetime | None:
    return dates.moment(fields.raw("date", "publishdate", "pubdate"), zone)


def _updated(fields: Fields, zone: ZoneInfo) -> datetime | None:
    try:
        return dates.moment(fields.raw("updated", "lastmod", "last_modified_at"), zone)
    except FileError:  # ":git" and the like: no reason to lose a post
        return None


def _draft(fields: Fields, key: str) -> bool:
    hidden = fields.text("published").lower() in ("false", "no", "off")  # some write a date there
    return bool(fields.flag("draft")) or hidden or layout.is_draft(key)


def _language(text: str) -> str | None:
    return text.replace("_", "-") if _LANGUAGE.fullmatch(text) else None


def _addresses(fields: Fields, main: str) -> tuple[str, ...]:
    others = map(addresses.path, fields.texts("aliases", "alias", "redirect_from"))
    return tuple(dict.fromkeys([*addresses.variants(main), *filter(None, others)]))
