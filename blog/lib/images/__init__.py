"""A picture that someone sent becomes one that is safe to keep and to serve."""

from typing import TYPE_CHECKING

from blog.lib import lazily
from blog.lib.images import svg
from blog.lib.images.picture import WIDTHS, ImageError, Picture, Portrait

__all__ = ["WIDTHS", "ImageError", "Picture", "Portrait", "clean", "narrower", "portrait"]

if TYPE_CHECKING:
    from blog.lib.images import cropping, raster, scaling
else:  # Pillow comes with them
    cropping, raster, scaling = (
        lazily.module(f"blog.lib.images.{name}") for name in ("cropping", "raster", "scaling")
    )


def clean(data: bytes, max_side: int = 2400) -> Picture:
    """Rewrite the picture in `data` as WebP, upright, in sRGB, without any metadata.

    Neither side is longer than `max_side` pixels afterwards. An animation stays one. An SVG is checked and
    kept as it is: it must only ever be shown by <img>. Raises ImageError; its message is for the sender.
    """
    return svg.check(data) if svg.looks_like(data) else raster.clean(data, max_side)


def narrower(picture: Picture) -> dict[int, bytes]:
    """Give WebP files of those WIDTHS that a cleaned `picture` is wider than, by width, the smallest first.

    An animation and an SVG have none. Raises ImageError where the picture cannot be read.
    """
    return scaling.narrower(picture)


def portrait(data: bytes) -> Portrait:
    """Cut the middle square out of the picture in `data`: upright, in sRGB, of an animation the first frame.

    Nothing is scaled up: a picture of one pixel stays one. Its own results are accepted again. Raises
    ImageError; its message is for the sender.
    """
    return cropping.portrait(data)
