"""The only door between HTML that people wrote and a page: an explicit list of what may pass."""

from collections.abc import Callable, Mapping
from html import unescape

import nh3

from blog.lib import slugs
from blog.lib.highlight import CLASSES
from blog.lib.rewrite import calm, rewrite
from blog.lib.srcset import PLACE, Size, Sizes, srcset

TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em"
    " figcaption figure h2 h3 h4 h5 h6 hr i img input ins kbd label li mark meter ol p pre progress q rp rt"
    " ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u"
    " ul var wbr".split()
)
DROPPED_WITH_CONTENT = set("script style svg math template title noembed noframes".split())
SCHEMES = {"http", "https", "mailto"}
GAUGE = {"value", "max", "min", "low", "high", "optimum"}
SIDES = {"left", "center", "right"}

# `id`, `srcset` and `sizes` pass only through the filter in `clean`.
# No style, no data-*, no on*, no hx-*, no name, no target.
ATTRIBUTES = {
    "*": {"id", "title", "lang", "dir"},
    "a": {"href", "aria-label"},
    "col": {"span"}, "colgroup": {"span"},
    "data": {"value"},
    "del": {"datetime"}, "ins": {"datetime"}, "time": {"datetime"},
    "details": {"open"},
    "div": {"aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding", "srcset", "sizes"},
    "input": {"type", "disabled", "checked"},
    "li": {"value"}, "ol": {"start", "reversed", "type"},
    "meter": GAUGE, "progress": GAUGE,
    "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"},
}  # fmt: skip
FIXED_VALUES = {
    "a": {"role": {"doc-noteref", "doc-backlink"}},
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "section": {"role": {"doc-endnotes"}, "aria-label": {"Footnotes"}},
}
# For what the rewriting missed. It writes these itself: forced ones come in no fixed order.
FORCED_VALUES = {
    "img": {"loading": "lazy", "decoding": "async"},
    "input": {"type": "checkbox", "disabled": ""},
}
ALLOWED_CLASSES = {
    "a": {"anchor", "backref"},
    "div": {"code", "table"},
    "li": {"task"},
    "section": {"footnotes"},
    "span": set(CLASSES.values()),
    "sup": {"noteref"},
    "td": SIDES, "th": SIDES,
}  # fmt: skip

_TEXT = nh3.Cleaner(tags=set(), clean_content_tags=DROPPED_WITH_CONTENT, attributes={})


def clean(
    html: str,
    *,
    seal: str = "",
    anchors: Mapping[str, str] | None = None,
    pictures: Sizes | None = None,
) -> str:
    """Give the part of `html` that is safe to show, as balanced HTML.

    An id stays only if it begins with `seal`, which whoever wrote the HTML cannot know, and goes on with a
    key of `anchors`; its value there replaces it. Links to "#key" are led to the same value. `pictures` maps
    an image's src to its (width, height), or to a Size; the other widths in it become a srcset, in the same
    way, and no other srcset stays. Nothing may touch the result afterwards.
    """
    places = anchors or {}
    sizes = {address: Size(*size) for address, size in (pictures or {}).items()}

    def keep(tag: str, name: str, value: str) -> str | None:
        if name in ("id", "srcset", "sizes"):
            return sealed(name, value.removeprefix(seal)) if seal and value.startswith(seal) else None
        if name == "href" and value.startswith("#") and places:
            place = places.get(value[1:]) or places.get(slugs.anchor(value[1:]))
            return f"#{place}" if place else value
        return value

    def sealed(name: str, value: str) -> str | None:
        if name == "id":
            return places.get(value)
        if name == "sizes":
            return PLACE
        return srcset(value, sizes[value]) if value in sizes else None

    return _cleaner(keep).clean(rewrite(html, seal=seal, pictures=sizes))


def text(html: str) -> str:
    """Give what `html` says, without any markup; words in neighbouring elements stay apart."""
    return unescape(_TEXT.clean(calm(html.replace("<", " <"))))


def _cleaner(keep: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    """Building one takes 50 µs; its filter belongs to one text, so it is not shared."""
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        tag_attribute_values=FIXED_VALUES,
        set_tag_attribute_values=FORCED_VALUES,
        allowed_classes=ALLOWED_CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
