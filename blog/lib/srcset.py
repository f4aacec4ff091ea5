"""How large a picture is, and which of its files a browser shall take."""

from collections.abc import Mapping
from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in pixels; `narrower` are other widths that the same picture is kept in."""

    width: int
    height: int
    narrower: tuple[int, ...] = ()


Sizes = Mapping[str, Size | tuple[int, int]]
"""Pictures by their addresses."""

PLACE = "(min-width: 45rem) 41rem, 100vw"
"""The value of `sizes` for a picture in a text, which is at most as wide as the measure."""


def srcset(address: str, size: Size) -> str:
    """Return the value of `srcset` for the picture at `address`; "" where it is kept in one width only."""
    if not size.narrower:
        return ""
    stem, dot, extension = address.rpartition(".")
    narrow = [f"{stem}-{width}{dot}{extension} {width}w" for width in size.narrower]
    return ", ".join([*narrow, f"{address} {size.width}w"])
