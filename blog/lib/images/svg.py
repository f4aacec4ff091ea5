"""SVG: a document, not pixels. It is checked and kept; <img> runs no script in it and fetches nothing."""

import re
from collections.abc import Mapping
from math import inf
from typing import NoReturn
from xml.parsers import expat

from blog.lib.images.picture import ImageError, Picture

MAX_BYTES = 2_000_000
DEFAULT_SIZE = (300.0, 150.0)  # CSS Images, "default object size"
LONGEST_SIDE = 10_000
PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
}

_ROOT = "http://www.w3.org/2000/svg svg"
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)\s*", re.ASCII)


def looks_like(data: bytes) -> bool:
    """Tell whether `data` begins like XML, which no other picture does."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def check(data: bytes) -> Picture:
    """Accept well-formed XML with <svg> as its root and no entities of its own; else raise ImageError."""
    if len(data) > MAX_BYTES:
        raise ImageError("This SVG is larger than 2 MB. Save it as PNG instead.")
    return Picture(data, "svg", "image/svg+xml", *_size(_root(data)))


def _root(data: bytes) -> Mapping[str, str]:
    """Read the whole document, for its form, and give the attributes of its root."""
    root: dict[str, str] = {}

    def first_element(name: str, attributes: dict[str, str]) -> None:
        if name != _ROOT:
            raise ImageError
        root.update(attributes)
        parser.StartElementHandler = None

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = first_element
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(data, True)
    except ImageError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise ImageError("This SVG is broken. Save it again, or as PNG.") from error
    return root


def _no_entities(*_: object) -> NoReturn:
    """A few lines of them can stand for gigabytes."""
    raise ImageError("This SVG declares entities, which are not allowed. Save it as plain SVG, or as PNG.")


def _size(root: Mapping[str, str]) -> tuple[int, int]:
    """Find (width, height) in pixels as a browser does: from the attributes, else from the viewBox."""
    view = _numbers(root.get("viewBox", ""))[2:]
    across, down = view if len(view) == 2 and all(0 < side < inf for side in view) else DEFAULT_SIZE
    width, height = _length(root.get("width", "")), _length(root.get("height", ""))
    width, height = width or height * across / down or across, height or width * down / across or down
    return _whole(width), _whole(height)


def _length(text: str) -> float:
    """Read a length as pixels; 0 for one that is relative or missing."""
    match = _LENGTH.fullmatch(text)
    return float(match[1]) * PIXELS.get(match[2], 0.0) if match else 0.0


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.replace(",", " ").split()]
    except ValueError:
        return []


def _whole(length: float) -> int:
    return max(1, round(min(length, LONGEST_SIDE)))
