"""Pictures to upload."""

from io import BytesIO

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'


def photograph() -> dict:
    """A JPEG as a file chooser gives it, wider than high."""
    return _file("face.jpg", "image/jpeg", Image.radial_gradient("L").resize((640, 480)), quality=85)


def large_photograph() -> dict:
    """A PNG of noise: about a megabyte, since noise does not compress."""
    return _file("noise.png", "image/png", Image.effect_noise((1100, 1100), 80))


def drawing() -> dict:
    """An SVG, which no picture of a person may be."""
    return {"name": "face.svg", "mimeType": "image/svg+xml", "buffer": SVG}


def _file(name: str, kind: str, image: Image.Image, **options) -> dict:
    buffer = BytesIO()
    image.save(buffer, format=kind.partition("/")[2], **options)
    return {"name": name, "mimeType": kind, "buffer": buffer.getvalue()}
