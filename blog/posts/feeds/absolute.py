"""HTML as it stands on a post's page, made fit to be read anywhere else."""

from urllib.parse import urljoin

import nh3

from blog.lib import sanitize

ADDRESSES = ("href", "src")


def absolute(html: str, base: str) -> str:
    """Return stored HTML in which every address is whole; `base` is the absolute address of its page.

    Links to a place on the page lead to that page. It is read by the sanitiser's own parser and under its
    own list, so that nothing is lost of what once passed there.
    """

    def whole(_tag: str, name: str, value: str) -> str:
        if name in ADDRESSES:
            return _joined(base, value)
        return _joined_set(base, value) if name == "srcset" else value

    return nh3.Cleaner(
        tags=sanitize.TAGS,
        clean_content_tags=sanitize.DROPPED_WITH_CONTENT,
        attributes=sanitize.ATTRIBUTES,
        attribute_filter=whole,
        tag_attribute_values=sanitize.FIXED_VALUES,
        allowed_classes=sanitize.ALLOWED_CLASSES,
        url_schemes=sanitize.SCHEMES,
        link_rel=None,
    ).clean(html)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "https://[": it leads nowhere on the page either
        return address


def _joined_set(base: str, candidates: str) -> str:
    """Of a srcset, which is always the renderer's own: addresses without commas, each with its width."""
    pairs = (candidate.split(" ", 1) for candidate in candidates.split(", "))
    return ", ".join(" ".join((_joined(base, address), *width)) for address, *width in pairs)
