"""What goes out of this room: a picture, or the reason why there is none."""

from dataclasses import dataclass

WIDTHS = (480, 960, 1600)
"""Pixels, of the files that a picture is also kept in."""

MAX_BYTES = 20_000
"""Of a file of a portrait."""


class ImageError(ValueError):
    """The bytes are no picture that can be kept. The message is for whoever sent them."""

    def __init__(
        self, message: str = "This is not a picture we can read. Use PNG, JPEG, WebP or GIF."
    ) -> None:
        super().__init__(message)


@dataclass(frozen=True)
class Picture:
    """A picture that may be served: its file, and its size in pixels."""

    data: bytes
    extension: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Portrait:
    """Two WebP files that hold nothing but pixels; neither is larger than MAX_BYTES."""

    large: bytes
    small: bytes
