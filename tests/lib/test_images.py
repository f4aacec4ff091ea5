"""Pictures that people send, made safe to keep."""

import struct

import pytest
from PIL import Image, ImageCms

from blog.lib import images
from tests.lib.drawings import close, noise, opened, saved

RED, BLUE = (200, 30, 30), (30, 30, 200)


def two_halves(mode="RGB", size=(40, 20)):
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    image = image.convert(mode)
    if "A" in mode:
        image.putalpha(100)
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_kind_becomes_webp_of_the_same_size(kind):
    image = opened(images.clean(saved(two_halves(), kind)))

    assert image.size == (40, 20)
    assert close(image.convert("RGB").getpixel((2, 2)), RED)
    assert close(image.convert("RGB").getpixel((37, 17)), BLUE)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "1"), ("PNG", "RGBA")],
)
def test_each_colour_mode_is_read(kind, mode):
    image = opened(images.clean(saved(two_halves(mode), kind)))

    assert image.mode == ("RGBA" if "A" in mode else "RGB")
    assert close(
        image.convert("RGB").getpixel((2, 2)), two_halves(mode).convert("RGB").getpixel((2, 2)), by=40
    )


def test_sixteen_bits_are_scaled_not_clipped():
    image = opened(images.clean(saved(Image.new("I;16", (9, 9), 0x4080), "PNG")))

    assert close(image.convert("RGB").getpixel((4, 4)), (64, 64, 64))


def test_a_transparent_palette_colour_stays_transparent():
    palette = two_halves().quantize(4)

    image = opened(images.clean(saved(palette, "PNG", transparency=palette.getpixel((0, 0)))))

    assert [image.getpixel(place)[3] for place in ((2, 2), (37, 17))] == [0, 255]


@pytest.mark.parametrize(
    ("size", "scaled"), [((5000, 2500), (2400, 1200)), ((20_000, 1), (2400, 1)), ((1, 1), (1, 1))]
)
def test_no_side_is_longer_than_allowed(size, scaled):
    picture = images.clean(saved(Image.new("RGB", size), "PNG"))

    assert opened(picture).size == scaled


def test_the_longest_side_can_be_chosen():
    assert opened(images.clean(saved(noise((300, 600)), "JPEG"), max_side=100)).size == (50, 100)


def test_a_graphic_is_kept_exactly_and_a_photograph_is_packed():
    graphic, photograph = two_halves(size=(400, 300)), noise((400, 300))

    kept, packed = images.clean(saved(graphic, "PNG")), images.clean(saved(photograph, "PNG"))

    assert opened(kept).convert("RGB").tobytes() == graphic.tobytes()
    assert len(packed.data) < len(saved(photograph, "PNG")) / 2


def test_an_orientation_is_applied_and_forgotten():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right

    image = opened(images.clean(saved(two_halves(), "JPEG", exif=exif, quality=95)))

    assert image.size == (20, 40)
    assert close(image.convert("RGB").getpixel((10, 4)), RED)
    assert not image.getexif()


def test_a_colour_profile_is_applied_and_removed():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red_is_blue = srgb.replace(b"rXYZ", b"xxxx").replace(b"bXYZ", b"rXYZ").replace(b"xxxx", b"bXYZ")

    image = opened(images.clean(saved(Image.new("RGB", (8, 8), RED), "PNG", icc_profile=red_is_blue)))

    assert "icc_profile" not in image.info
    assert close(image.convert("RGB").getpixel((4, 4)), BLUE)


def test_a_broken_colour_profile_does_no_harm():
    image = opened(images.clean(saved(two_halves(), "JPEG", icc_profile=b"broken" * 50)))

    assert close(image.convert("RGB").getpixel((2, 2)), RED)


def test_no_word_of_the_senders_is_left():
    secret = b"secret-place"
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    exif.get_ifd(0x8825)[1] = "N"
    jpeg = saved(two_halves(), "JPEG", exif=exif, comment=secret, xmp=b"<x>%s</x>" % secret)

    picture = images.clean(jpeg + b"<script>" + secret)

    assert secret in jpeg
    assert secret not in picture.data
    assert {"exif", "xmp", "comment", "icc_profile"}.isdisjoint(opened(picture).info)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_stays_one_with_its_times(kind):
    frames = [Image.new("RGB", (30, 20), colour) for colour in (RED, BLUE, RED)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)

    image = opened(images.clean(data))

    times = []
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        times.append(image.info["duration"])
    assert times == [100, 200, 300]
    assert image.info["loop"] == 0
    assert close(image.convert("RGB").getpixel((5, 5)), RED)


def test_a_webp_holds_nothing_but_pixels():
    data = images.clean(saved(two_halves("RGBA"), "PNG")).data

    chunks, place = [], 12
    while place < len(data):
        kind, size = struct.unpack_from("<4sI", data, place)
        chunks.append(kind)
        place += 8 + size + size % 2
    assert set(chunks) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
