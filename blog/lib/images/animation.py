"""Moving pictures: GIF or WebP comes in, animated WebP goes out."""

from io import BytesIO

from PIL import Image, ImageSequence

from blog.lib.images.picture import ImageError, Picture

MAX_PIXELS = 60_000_000
"""Of all frames together: 125 of 800 by 600. Writing takes about a second for 25 million."""

MAX_FRAMES = 1_000


def clean(image: Image.Image, max_side: int) -> Picture:
    """Write every frame of an opened `image` anew, with its duration; ImageError where they are too many.

    Frames are not scaled: that needs all of them in memory. Pillow's errors pass through.
    """
    if max(image.size) > max_side:
        raise ImageError(f"This animation is too large: at most {max_side} pixels on each side.")
    durations = _durations(image)
    file = BytesIO()
    image.save(
        file, "WEBP", save_all=True, duration=durations, loop=image.info.get("loop", 1), quality=75, method=0
    )
    return Picture(file.getvalue(), "webp", "image/webp", *image.size)


def _durations(image: Image.Image) -> list[int]:
    """Look at each frame before any is written: only then are their sizes, number and soundness known."""
    size, room = image.size, MAX_PIXELS
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        room -= frame.width * frame.height
        if room < 0 or len(durations) == MAX_FRAMES or frame.size != size:
            raise ImageError("This animation is too long or too large. Shorten it or make it smaller.")
        frame.load()
        durations.append(round(frame.info.get("duration", 100)))
    return durations
