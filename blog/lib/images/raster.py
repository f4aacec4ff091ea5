"""Pictures made of pixels: PNG, JPEG, WebP and GIF come in, WebP goes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from blog.lib.images import animation, colour
from blog.lib.images.picture import ImageError, Picture

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 24_000_000
TOO_LARGE = "This picture has too many pixels: at most 24 million, such as 6000 by 4000."
PHOTOGRAPH = {"quality": 82, "method": 2}
# Lossless, "quality" is the effort; more than this takes far longer and saves little.
GRAPHIC = {"lossless": True, "quality": 20, "method": 1}

# Pillow itself then refuses twice as much, also in a GIF whose later frames are larger than its header says.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@contextmanager
def reading(data: bytes) -> Iterator[Image.Image]:
    """Open a picture of few enough pixels, none decoded yet. Whatever goes wrong in the block: ImageError."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ImageError(TOO_LARGE)
            yield image
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(TOO_LARGE) from error
    except Exception as error:  # Pillow documents five kinds; broken files also give IndexError, struct.error
        raise ImageError from error


def upright(image: Image.Image) -> Image.Image:
    """Give the pixels in sRGB, RGB or RGBA, as the camera was held. Changes `image`."""
    ImageOps.exif_transpose(image, in_place=True)
    return colour.to_srgb(image)


def clean(data: bytes, max_side: int) -> Picture:
    """Decode `data` and write it anew as WebP; see `blog.lib.images.clean`."""
    with reading(data) as image:
        if getattr(image, "is_animated", False):
            return animation.clean(image, max_side)
        return _still(image, max_side, _options(image, data))


def _still(image: Image.Image, max_side: int, options: dict[str, Any]) -> Picture:
    image.draft("RGB", (max_side, max_side))  # a JPEG is decoded at a half or less, if that is enough
    image.load()
    pixels = upright(image)
    pixels.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    bare = Image.new(pixels.mode, pixels.size)  # metadata clings to an image object, not to its pixels
    bare.paste(pixels)
    file = BytesIO()
    bare.save(file, "WEBP", **options)
    return Picture(file.getvalue(), "webp", "image/webp", *bare.size)


def _options(image: Image.Image, data: bytes) -> dict[str, Any]:
    """Tell graphics from photographs: packed without loss, only graphics take under half a byte a pixel."""
    lossless = image.format in ("PNG", "GIF") or data[12:16] == b"VP8L"
    flat = len(data) * 2 < image.width * image.height
    return GRAPHIC if lossless and flat else PHOTOGRAPH
