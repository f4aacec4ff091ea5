"""The narrower files of a picture: which there are, and that they are the same picture."""

import pytest
from PIL import Image, ImageDraw

from blog.lib import images
from tests.lib.drawings import close, noise, saved, webp
from tests.lib.shared import shared

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="1000"/>'


def narrower(image, kind="JPEG", **options):
    return images.narrower(images.clean(saved(image, kind, **options)))


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (3000, [480, 960, 1600]),
        (1601, [480, 960, 1600]),
        (1600, [480, 960]),
        (481, [480]),
        (480, []),
        (1, []),
    ],
)
def test_a_picture_is_kept_in_each_width_that_it_is_wider_than(width, widths):
    made = narrower(Image.new("RGB", (width, 300), "teal"))

    assert list(made) == widths
    assert [webp(data).width for data in made.values()] == widths


def test_each_has_the_proportions_and_the_colours_of_the_whole():
    image = Image.new("RGB", (1000, 2000), "teal")
    image.paste("orange", (0, 1000, 1000, 2000))

    made = narrower(image)

    assert [webp(data).size for data in made.values()] == [(480, 960), (960, 1920)]
    for data in made.values():
        pixels = webp(data).convert("RGB")
        assert close(pixels.getpixel((9, 9)), (0, 128, 128))
        assert close(pixels.getpixel((9, pixels.height - 9)), (255, 165, 0))


def test_a_line_of_pixels_has_narrower_ones_too():
    assert [webp(data).size for data in narrower(Image.new("RGB", (2000, 1)), "PNG").values()] == [
        *((480, 1), (960, 1), (1600, 1))
    ]


def table():
    """A screenshot of sorts: words and lines on white."""
    image = Image.new("RGB", (2000, 1400), "white")
    draw = ImageDraw.Draw(image)
    for n in range(400):
        draw.text((10 + n % 8 * 240, 10 + n // 8 * 27), f"Some words, number {n}", fill=(n % 255, 30, 60))
    return image


@pytest.mark.parametrize(
    ("image", "kind"),
    [(noise((200, 140)).resize((2000, 1400)), "JPEG"), (table(), "PNG")],
    ids=["photo", "table"],
)
def test_fewer_pixels_take_fewer_bytes(image, kind):
    whole = images.clean(saved(image, kind))

    sizes = [len(data) for data in images.narrower(whole).values()]

    assert sizes == sorted(sizes)
    assert sizes[-1] < len(whole.data)


def test_what_is_transparent_stays_so():
    image = Image.new("RGBA", (600, 400), (0, 0, 0, 0))

    (data,) = narrower(image, "PNG").values()

    assert webp(data).convert("RGBA").getpixel((9, 9))[3] == 0


def test_an_animation_and_an_svg_have_none():
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "blue")]

    assert narrower(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100) == {}
    assert images.narrower(images.clean(SVG)) == {}


@pytest.mark.parametrize("name", ["gps.jpg", "camera-canon.jpg", "orientation-landscape-6.jpg"])
def test_of_a_real_photograph_none_says_where_it_was_taken(name):
    whole = images.clean(shared(f"data/images/{name}").read_bytes())

    made = images.narrower(whole)

    assert list(made) == [width for width in images.WIDTHS if width < whole.width]
    for data in made.values():
        assert not webp(data).getexif()
        assert {"exif", "xmp", "icc_profile"}.isdisjoint(webp(data).info)
        assert (webp(data).width > webp(data).height) == (whole.width > whole.height)
