"""Files that are no pictures, or pictures that nobody should decode."""

import random
import warnings

import pytest
from PIL import Image

from blog.lib import images
from blog.lib.images import ImageError
from blog.lib.images.animation import MAX_FRAMES
from tests.lib.drawings import noise, opened, saved
from tests.support.hostile_pictures import PIXEL, chunk, png, zeros

GOOD = saved(noise((64, 64)), "JPEG")
FILES = {
    "nothing": b"",
    "zeros": bytes(10_000),
    "text": b"This is not a picture.",
    "a page": b"<!doctype html><html><script>alert(1)</script></html>",
    "half a photograph": GOOD[: len(GOOD) // 2],
    "a header alone": png(40, 40),
    "a header that promises a wall": png(13_000, 13_000, PIXEL),
    "a header that promises a large picture": png(6_000, 4_001, PIXEL),
    "a WebP that promises a wall": (
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xfe\x3f\0\xfe\x3f\0VP8 \0\0\0\0"
    ),
    "a GIF that grows": b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2\0;",
    "a text that unpacks to gigabytes": png(1, 1, chunk(b"zTXt", b"a\0\0" + zeros(70_000_000)), PIXEL),
    "another kind of picture": saved(Image.new("RGB", (9, 9)), "BMP"),
    "a print file": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_what_is_no_good_picture_is_refused(data):
    with pytest.raises(ImageError):
        images.clean(data)


def test_the_refusal_says_what_to_use():
    with pytest.raises(ImageError, match="Use PNG, JPEG, WebP or GIF"):
        images.clean(FILES["text"])


@pytest.mark.parametrize("name", ["a header that promises a large picture", "a header that promises a wall"])
def test_too_many_pixels_are_refused_by_number(name):
    with pytest.raises(ImageError, match="at most 24 million"):
        images.clean(FILES[name])


def test_what_hangs_on_a_picture_is_cut_off():
    picture = images.clean(GOOD + b"<html><script>alert(1)</script>")

    assert opened(picture).size == (64, 64)
    assert b"script" not in picture.data


@pytest.mark.parametrize(
    ("size", "frames"),
    [((2, 2), MAX_FRAMES + 1), ((2_000, 2_000), 16), ((2_401, 2), 2)],
    ids=["long", "heavy", "wide"],
)
def test_an_animation_beyond_bounds_is_refused(size, frames):
    shades = [Image.new("L", size, number % 251) for number in range(frames)]
    data = saved(shades[0], "GIF", save_all=True, append_images=shades[1:], duration=20)

    with pytest.raises(ImageError, match="animation"):
        images.clean(data)


def test_damaged_files_give_a_picture_or_a_refusal_and_nothing_else():
    chance = random.Random(7)
    frames = [noise((16, 16)), noise((16, 16))]
    animated = {"save_all": True, "append_images": frames, "duration": 40}
    exif = Image.Exif()
    exif[0x0112] = 6
    seeds = [saved(frames[0], kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")]
    seeds += [saved(frames[0], kind, **animated) for kind in ("GIF", "WEBP")] + [
        saved(frames[0], "JPEG", exif=exif)
    ]
    refused = 0

    for seed in seeds * 40:
        data = bytearray(seed)
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(min(len(data), 600))] = chance.randrange(256)
        with warnings.catch_warnings(action="ignore"):
            try:
                images.clean(bytes(data))
            except ImageError:
                refused += 1

    assert 0 < refused < len(seeds) * 40
