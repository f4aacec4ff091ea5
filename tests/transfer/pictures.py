"""Small pictures, made when they are needed."""

from io import BytesIO

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="9"/></svg>'


def png(colour: str = "teal", size: tuple[int, int] = (8, 4)) -> bytes:
    """A picture of one colour."""
    return _saved([Image.new("RGB", size, colour)], "PNG")


def gif() -> bytes:
    """An animation of two frames."""
    return _saved([Image.new("RGB", (8, 4), colour) for colour in ("teal", "coral")], "GIF", duration=200)


def _saved(frames: list[Image.Image], kind: str, **options) -> bytes:
    buffer = BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
    frames[0].save(buffer, kind, **more, **options)
    return buffer.getvalue()
