"""Where the files of pictures lie: in a folder of this machine, or in a bucket that many machines share."""

import hashlib
from base64 import b32encode
from collections.abc import Iterator
from typing import Protocol

from flask import Flask

from blog.config.media import MediaUrl
from blog.media.bucket import Bucket
from blog.media.folder import Folder


class Storage(Protocol):
    """Files named `<key>.<extension>` or `<key>-<width>.<extension>`; the caller knows that these are names.

    Every method raises OSError where the storage fails; a bucket raises `bucket.Unavailable`, which is one.
    """

    def write(self, name: str, data: bytes) -> None:
        """Store `data` whole or not at all, whatever kills the process meanwhile."""

    def read(self, name: str) -> bytes:
        """Return a file's content. Raises FileNotFoundError."""

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is no error."""

    def names(self) -> Iterator[str]:
        """Give the names of all files, in no order, a few at a time."""


def of(app: Flask) -> Folder | Bucket:
    """Return where an application keeps its pictures.

    Made by whoever asks first, so that what a worker process uses was made after the fork.
    """
    if "media" not in app.extensions:
        app.extensions.setdefault("media", at(app.config["SETTINGS"].media_url))
    storage: Folder | Bucket = app.extensions["media"]
    return storage


def key_of(data: bytes) -> str:
    """Return the key for what came in: 26 lower-case letters and digits, the same for the same bytes."""
    return b32encode(hashlib.blake2b(data, digest_size=16).digest()).decode("ascii").rstrip("=").lower()


def at(url: MediaUrl) -> Folder | Bucket:
    """Return the storage at an address; nobody is asked yet."""
    return Bucket(url) if url.scheme == "s3" else Folder(url.folder)
