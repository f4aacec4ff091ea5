"""How templates show moments, names and titles."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from blog.lib import reading

MONTHS = "January February March April May June July August September October November December".split()


class Person(Protocol):
    """Whoever has a name and perhaps a picture."""

    name: str
    avatar: str | None


CODE = re.compile(r"`([^`]+)`")


def init_app(app: Flask, zone: ZoneInfo) -> None:
    """Give templates their filters; moments are shown in `zone`."""

    def day(when: datetime) -> str:
        """12 December 2014: absolute, since the page may be cached for long."""
        local = when.astimezone(zone)
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def minute(when: datetime) -> str:
        """12 December 2014, 09:05."""
        return f"{day(when)}, {when.astimezone(zone):%H:%M}"

    def clock(when: datetime) -> str:
        """09:05:22."""
        return f"{when.astimezone(zone):%H:%M:%S}"

    def moment(when: datetime) -> str:
        """The value of a `datetime` attribute."""
        return when.astimezone(zone).isoformat(timespec="seconds")

    @lru_cache(maxsize=4096)
    def people(authors: tuple[Person, ...]) -> Markup:
        """The authors of a byline: the same few again and again, so their HTML is kept."""
        names: Markup = app.jinja_env.globals["ui"].people.names(authors)  # type: ignore[attr-defined]
        return names

    app.jinja_env.filters |= {
        "day": day,
        "minute": minute,
        "clock": clock,
        "moment": moment,
        "heading": heading,
        "plain": plain,
        "avatar": avatar,
        "people": people,
        "minutes": reading.minutes,
    }


def heading(title: str) -> Markup:
    """A title as HTML: text, in which `back quotes` mean code; isolated, whichever way it runs."""
    text = str(escape(title))
    return Markup("<bdi>" + (CODE.sub(r"<code>\1</code>", text) if "`" in text else text) + "</bdi>")


def avatar(person: Person, css_class: str = "avatar", size: str = "small") -> Markup:
    """The round picture of someone: their own, else their initials on a colour of their own."""
    return _avatar(person.name, person.avatar, css_class, size)


@lru_cache(maxsize=4096)
def _avatar(name: str, key: str | None, css_class: str, size: str) -> Markup:
    if key:
        suffix = "-small" if size == "small" else ""
        side = 64 if size == "small" else 256
        picture = '<img class="{}" src="/avatars/{}{}.webp" alt="" width="{}" height="{}">'
        return Markup(picture).format(css_class, key, suffix, side, side)
    return Markup('<span class="{}" data-hue="{}" aria-hidden="true">{}</span>').format(
        css_class, reading.hue(name), reading.initials(name)
    )


def plain(title: str) -> str:
    """A title where no markup can stand."""
    return CODE.sub(r"\1", title)
