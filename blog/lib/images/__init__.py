"""A picture that someone sent becomes one that is safe to keep and to serve."""

from blog.lib.images import raster, svg
from blog.lib.images.narrower import WIDTHS, narrower
from blog.lib.images.picture import ImageError, Picture

__all__ = ["WIDTHS", "ImageError", "Picture", "clean", "narrower"]


def clean(data: bytes, max_side: int = 2400) -> Picture:
    """Rewrite the picture in `data` as WebP, upright, in sRGB, without any metadata.

    Neither side is longer than `max_side` pixels afterwards. An animation stays one. An SVG is checked and
    kept as it is: it must only ever be shown by <img>. Raises ImageError; its message is for the sender.
    """
    return svg.check(data) if svg.looks_like(data) else raster.clean(data, max_side)
