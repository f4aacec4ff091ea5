"""Photographs as cameras and telephones make them."""

import pytest

from blog.lib import images
from tests.lib.drawings import close, opened
from tests.lib.shared import shared


@pytest.mark.parametrize(
    "name",
    [f"orientation-{shape}-{turn}.jpg" for shape in ("landscape", "portrait") for turn in (1, 3, 6, 8)],
)
def test_real_photographs_stand_upright(name):
    shape, upright = name.split("-")[1], f"{name[:-5]}1.jpg"

    image = opened(images.clean(shared(f"data/images/{name}").read_bytes()))
    model = opened(images.clean(shared(f"data/images/{upright}").read_bytes()))

    assert (image.width > image.height) == (shape == "landscape")
    thumbnails = [list(each.convert("L").resize((8, 8)).get_flattened_data()) for each in (image, model)]
    assert close(*thumbnails, by=25)


@pytest.mark.parametrize("name", ["camera-canon.jpg", "gps.jpg", "invalid-exif.jpg"])
def test_real_photographs_lose_their_metadata(name):
    data = shared(f"data/images/{name}").read_bytes()

    image = opened(images.clean(data))

    assert b"Exif" in data or b"ns.adobe.com/xap" in data
    assert not image.getexif()
    assert {"exif", "xmp", "icc_profile"}.isdisjoint(image.info)
