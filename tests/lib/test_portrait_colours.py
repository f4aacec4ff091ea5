"""The colours and the ground of a portrait."""

import pytest
from PIL import Image, ImageCms

from blog.lib.images import portrait
from tests.lib.drawings import close, saved, webp

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "RGBA"),
    ],
)
def test_upl_11_each_colour_mode_is_read(kind, mode):
    image = Image.new("RGB", (300, 300), RED).convert(mode, dither=Image.Dither.NONE)

    seen = webp(portrait(saved(image, kind)).large)

    assert seen.mode == "RGB"
    assert close(seen.getpixel((9, 9)), image.convert("RGB").getpixel((9, 9)), by=40)


def test_upl_11_sixteen_bits_are_scaled():
    data = saved(Image.new("I;16", (1200, 1200), 0x4080), "PNG")

    assert close(webp(portrait(data).large).getpixel((4, 4)), (64, 64, 64))


def test_upl_11_a_colour_profile_is_applied_and_removed():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red_is_blue = srgb.replace(b"rXYZ", b"xxxx").replace(b"bXYZ", b"rXYZ").replace(b"xxxx", b"bXYZ")

    seen = webp(portrait(saved(Image.new("RGB", (1200, 1200), RED), "PNG", icc_profile=red_is_blue)).large)

    assert "icc_profile" not in seen.info
    assert close(seen.getpixel((4, 4)), BLUE)


@pytest.mark.parametrize(("ink", "ground"), [((0, 0, 0), (255, 255, 255)), ((250, 250, 250), (38, 38, 43))])
def test_a_drawing_without_ground_gets_one_on_which_it_shows(ink, ground):
    image = Image.new("RGBA", (300, 300), (*ink, 0))
    image.paste((*ink, 255), (100, 100, 200, 200))

    seen = webp(portrait(saved(image, "PNG")).large)

    assert seen.mode == "RGB"
    assert close(seen.getpixel((3, 3)), ground)
    assert close(seen.getpixel((128, 128)), ink)


def test_upl_11_a_transparent_palette_colour_gets_the_ground_and_so_does_a_picture_of_nothing():
    palette = Image.new("RGB", (300, 300), RED)
    palette.paste(BLUE, (100, 0, 200, 300))
    palette = palette.quantize(4)
    data = saved(palette, "PNG", transparency=palette.getpixel((150, 150)))

    seen = webp(portrait(data).large)
    empty = webp(portrait(saved(Image.new("RGBA", (9, 9)), "PNG")).large)

    assert close(seen.getpixel((128, 128)), (255, 255, 255))
    assert close(seen.getpixel((9, 128)), RED, by=20)
    assert close(empty.getpixel((4, 4)), (255, 255, 255))
