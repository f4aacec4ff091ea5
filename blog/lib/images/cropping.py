"""The picture of a person: a square of an uploaded one, in two sizes."""

from io import BytesIO

from PIL import Image, ImageStat

from blog.lib.images import foreign, raster
from blog.lib.images.picture import MAX_BYTES, Portrait

LARGE, SMALL = 256, 64
"""Pixels on each side, where the uploaded picture has as many."""

_ENOUGH = 4 * LARGE
_QUALITIES = (82, 70, 55, 40, 25, 10, 0)  # at 0, noise takes 14 kB
_LIGHT, _DARK = (255, 255, 255), (38, 38, 43)


def portrait(data: bytes) -> Portrait:
    """See `blog.lib.images.portrait`."""
    foreign.refuse(data)
    with raster.reading(data) as image:
        pixels = _on_ground(raster.upright(_middle(image)))
    return Portrait(_webp(pixels, LARGE), _webp(pixels, SMALL))


def _middle(image: Image.Image) -> Image.Image:
    """Cut out the square, and skip pixels where there are plenty: that copies little, whatever the mode."""
    image.draft("RGB", (_ENOUGH, _ENOUGH))
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    kept = min(side, _ENOUGH)
    return image.resize((kept, kept), Image.Resampling.NEAREST, box=(left, top, left + side, top + side))


def _on_ground(pixels: Image.Image) -> Image.Image:
    """Lay what is transparent on white, what is also light on near-black: so it shows in each theme."""
    if pixels.mode != "RGBA":
        return pixels.convert("RGB")
    alpha = pixels.getchannel("A")
    lightness = ImageStat.Stat(pixels.convert("L"), alpha).mean if alpha.getbbox() else [0]
    ground = Image.new("RGB", pixels.size, _DARK if lightness[0] > 170 else _LIGHT)
    ground.paste(pixels, mask=alpha)
    return ground


def _webp(pixels: Image.Image, side: int) -> bytes:
    """Write a square of at most `side` pixels, at the best quality that keeps it small."""
    bare = Image.new("RGB", pixels.size)  # metadata clings to an image object, not to its pixels
    bare.paste(pixels)
    bare.thumbnail((side, side), Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        file = BytesIO()
        bare.save(file, "WEBP", quality=quality, method=4)
        if file.tell() <= MAX_BYTES:
            break
    return file.getvalue()
