"""Pictures drawn for a test, and what can be read from the ones that come back."""

from io import BytesIO

from PIL import Image


def saved(image, kind, **options):
    """The bytes of `image` as a file of that kind."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(picture):
    """The pixels of a cleaned picture, which must be the WebP that it says it is."""
    assert (picture.extension, picture.media_type) == ("webp", "image/webp")
    image = webp(picture.data)
    assert image.size == (picture.width, picture.height)
    return image


def webp(data):
    """The pixels of a file, which must be a WebP."""
    return Image.open(BytesIO(data), formats=["WEBP"])


def noise(size):
    """A picture that looks like a photograph to a packer: no two neighbours are alike."""
    return Image.effect_noise(size, 90).convert("RGB")


def close(colour, other, by=12):
    """Whether two colours differ by no more than packing with loss explains."""
    return all(abs(a - b) <= by for a, b in zip(colour, other, strict=True))
