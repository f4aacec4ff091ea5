"""A picture in fewer pixels, so that a telephone need not fetch those of a large screen."""

from io import BytesIO
from typing import Any

from PIL import Image

from blog.lib.images import raster
from blog.lib.images.picture import WIDTHS, Picture


def narrower(picture: Picture) -> dict[int, bytes]:
    """See `blog.lib.images.narrower`."""
    widths = [width for width in WIDTHS if width < picture.width]
    if picture.media_type != "image/webp" or not widths:
        return {}
    with raster.reading(picture.data) as image:
        if getattr(image, "is_animated", False):
            return {}
        image.load()
        return {width: _scaled(image, width, _packings(picture.data)) for width in widths}


def _packings(data: bytes) -> tuple[dict[str, Any], ...]:
    """What is scaled is not exact any more: a graphic too may lose a little, if that takes fewer bytes."""
    return (raster.PHOTOGRAPH, raster.GRAPHIC) if data[12:16] == b"VP8L" else (raster.PHOTOGRAPH,)


def _scaled(image: Image.Image, width: int, packings: tuple[dict[str, Any], ...]) -> bytes:
    height = max(1, round(image.height * width / image.width))
    pixels = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return min((_webp(pixels, options) for options in packings), key=len)


def _webp(pixels: Image.Image, options: dict[str, Any]) -> bytes:
    file = BytesIO()
    pixels.save(file, "WEBP", **options)
    return file.getvalue()
