"""Pictures in a bucket that speaks S3, under the same names as in a folder."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from blog.config.media import MediaUrl
from blog.lib import lazily

obstore = lazily.module("obstore")
stores = lazily.module("obstore.store")
exceptions = lazily.module("obstore.exceptions")

# Whoever waits holds a thread, and there are few: what fails does so within some ten seconds.
CLIENT = {"connect_timeout": "2s", "read_timeout": "5s", "timeout": "20s"}
RETRIES = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=5),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=1),
        "base": 2,
    },
}
REST = 5.0  # seconds after a failure in which nobody asks, then one, then all
PAGE = 1000  # names that a listing brings at once
PIECE = 64 * 1024  # bytes of a picture in memory at once
CODE = re.compile(r"<Code>(\w+)</Code>")


class Unavailable(OSError):
    """The bucket does not do what it is asked; the message is for the admin and holds no secret."""


@dataclass(frozen=True)
class Stored:
    """A file in the bucket: its ETag without quotes, its size in bytes, its content as it arrives."""

    etag: str
    size: int
    modified: datetime
    pieces: Iterator[bytes]


class Bucket:
    """A storage in a bucket; safe to share among threads, not among processes."""

    def __init__(self, url: MediaUrl) -> None:
        self.url = url
        self._rests_until = 0.0

    def write(self, name: str, data: bytes) -> None:
        with self._asked():
            obstore.put(self._store, _place(name), data, use_multipart=False)

    def read(self, name: str) -> bytes:
        return b"".join(self.open(name).pieces)

    def open(self, name: str) -> Stored:
        """Return a file whose content has not been fetched yet. Raises FileNotFoundError."""
        with self._asked(name):
            found = obstore.get(self._store, _place(name))
            meta = found.meta
            pieces = self._each(found.stream(PIECE))
        etag = (meta["e_tag"] or name).removeprefix("W/").strip('"')
        return Stored(etag, meta["size"], meta["last_modified"], pieces)

    def exists(self, name: str) -> bool:
        try:
            with self._asked(name):
                obstore.head(self._store, _place(name))
        except FileNotFoundError:
            return False
        return True

    def remove(self, name: str) -> None:
        with self._asked():
            obstore.delete(self._store, _place(name))

    def names(self) -> Iterator[str]:
        with self._asked():
            pages = obstore.list(self._store, chunk_size=PAGE)
        for page in self._each(pages):
            for entry in page:
                name = entry["path"].rpartition("/")[2]
                if entry["path"] == _place(name):
                    yield name

    def _each(self, stream: Iterator[Any]) -> Iterator[Any]:
        """What comes one after the other, each asked for."""
        while True:
            with self._asked():
                piece = next(stream, None)
            if piece is None:
                return
            yield piece

    @contextmanager
    def _asked(self, name: str = "") -> Iterator[None]:
        """Turn what goes wrong into Unavailable, or FileNotFoundError for a `name` that may be missing.

        A bucket that hangs would hold every thread, a picture each: so who comes next is told at once.
        """
        now = time.monotonic()
        if now < self._rests_until:
            raise Unavailable(f"the bucket {self.url} did not answer a moment ago")
        self._rests_until = self._rests_until and now + REST
        try:
            yield
        except (exceptions.BaseError, FileNotFoundError) as error:
            silent = isinstance(error, exceptions.GenericError)
            self._rests_until = time.monotonic() + REST if silent else 0.0  # a refusal is an answer too
            if isinstance(error, FileNotFoundError) and name and "NoSuchBucket" not in str(error):
                raise FileNotFoundError(f"{self.url} holds no {name}") from None
            raise Unavailable(f"the bucket {self.url} {_said(error)}") from None
        self._rests_until = 0.0

    @cached_property
    def _store(self) -> Any:
        options = self.url.options
        return stores.S3Store(
            self.url.bucket,
            prefix=self.url.prefix or None,
            config={**options, "disable_bulk_delete": True},  # which not every storage knows
            client_options={**CLIENT, "allow_http": options.get("endpoint", "").startswith("http:")},
            retry_config=RETRIES,
        )


def _place(name: str) -> str:
    return f"{name[:2]}/{name}"


def _said(error: Exception) -> str:
    """The error in a few words; what the storage itself wrote may repeat what it was sent."""
    if isinstance(error, FileNotFoundError):
        return "is not there"
    code = CODE.search(str(error))
    if isinstance(error, (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError)):
        return f"refuses these credentials ({code[1] if code else 'forbidden'})"
    reason = code[1] if code else str(error).partition("\n")[0].partition(" - ")[2]
    return f"does not answer ({reason[:100] or type(error).__name__})"
