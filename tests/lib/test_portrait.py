"""The picture of a person, made from whatever they send."""

import pytest
from PIL import Image

from blog.lib.images import portrait
from blog.lib.images.picture import MAX_BYTES
from tests.lib.drawings import close, noise, saved, webp
from tests.lib.shared import shared

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


def flag(size=(600, 200)):
    """Three fields side by side; the middle of it is green."""
    image = Image.new("RGB", size, RED)
    third = size[0] // 3
    image.paste(GREEN, (third, 0, 2 * third, size[1]))
    image.paste(BLUE, (2 * third, 0, *size))
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_middle_square_is_kept_in_two_sizes(kind):
    picture = portrait(saved(flag((1800, 600)), kind))

    large, small = webp(picture.large), webp(picture.small)
    assert (large.size, small.size) == ((256, 256), (64, 64))
    assert all(close(large.getpixel(place), GREEN) for place in ((4, 4), (251, 251), (128, 128)))
    assert close(small.getpixel((32, 32)), GREEN)


@pytest.mark.parametrize(
    ("size", "large", "small"), [((100, 300), 100, 64), ((40, 30), 30, 30), ((1025, 1025), 256, 64)]
)
def test_nothing_is_scaled_up(size, large, small):
    picture = portrait(saved(noise(size), "PNG"))

    assert webp(picture.large).size == (large, large)
    assert webp(picture.small).size == (small, small)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 1), (1, 20_000)])
def test_upl_06_a_picture_of_one_line_becomes_one_pixel(size):
    picture = portrait(saved(Image.new("RGB", size, RED), "PNG"))

    assert webp(picture.large).size == webp(picture.small).size == (1, 1)


@pytest.mark.parametrize("size", [(256, 256), (1030, 1040)])
def test_the_file_is_small_even_where_no_two_pixels_are_alike(size):
    rough = Image.merge("RGB", [Image.effect_noise(size, 250) for _ in range(3)])

    picture = portrait(saved(rough, "PNG"))

    assert max(len(picture.large), len(picture.small)) <= MAX_BYTES
    assert webp(picture.large).size == (256, 256)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind):
    frames = [Image.new("RGB", (300, 300), colour) for colour in (RED, BLUE)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)

    seen = webp(portrait(data).large)

    assert getattr(seen, "n_frames", 1) == 1
    assert close(seen.getpixel((9, 9)), RED)


@pytest.mark.parametrize("image", [noise((900, 700)), flag()], ids=["noise", "flag"])
def test_a_finished_picture_is_accepted_again_and_stays_what_it_is(image):
    first = portrait(saved(image, "PNG"))

    again = portrait(first.large)

    assert portrait(saved(image, "PNG")) == first
    assert webp(again.large).size == webp(first.large).size
    pixels = [
        list(webp(each.large).resize((8, 8)).convert("L").get_flattened_data()) for each in (first, again)
    ]
    assert close(*pixels, by=8)


def test_upl_13_what_hangs_on_a_picture_or_was_written_into_it_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    jpeg = saved(noise((300, 300)), "JPEG", exif=exif, comment=b"secret-place", xmp=b"<x>secret-place</x>")

    for trailer in (b"PK\3\4secret-place", b"<html><script>secret-place</script>"):
        picture = portrait(jpeg + trailer)

        assert b"secret" not in picture.large + picture.small
        assert {"exif", "xmp", "icc_profile", "comment"}.isdisjoint(webp(picture.large).info)


@pytest.mark.parametrize("shape", ["landscape", "portrait"])
@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_real_photographs_stand_upright_without_a_word_about_where(shape, turn):
    folder = shared("data/images")
    data = (folder / f"orientation-{shape}-{turn}.jpg").read_bytes()
    model = (folder / f"orientation-{shape}-1.jpg").read_bytes()

    pictures = [portrait(each) for each in (data, model)]

    large = [webp(picture.large) for picture in pictures]
    pixels = [list(image.resize((8, 8)).convert("L").get_flattened_data()) for image in large]
    assert close(*pixels, by=25)
    assert not large[0].getexif()
    assert {"exif", "xmp", "icc_profile"}.isdisjoint(large[0].info)


@pytest.mark.parametrize("name", ["camera-canon.jpg", "gps.jpg", "invalid-exif.jpg"])
def test_real_photographs_lose_their_metadata(name):
    data = shared(f"data/images/{name}").read_bytes()

    picture = portrait(data)

    assert b"Exif" in data or b"ns.adobe.com/xap" in data
    for size in (picture.large, picture.small):
        assert not webp(size).getexif()
        assert {"exif", "xmp", "icc_profile"}.isdisjoint(webp(size).info)
