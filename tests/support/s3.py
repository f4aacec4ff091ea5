"""An object storage that speaks S3, from pip, in a process of its own: all it keeps is gone when it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.support import leash
from tests.support.server import free_port

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hush-hush", "AWS_REGION": "us-east-1"}


@dataclass(frozen=True)
class ObjectStorage:
    """Where it answers."""

    endpoint: str

    def make_bucket(self, name: str) -> None:
        """Make an empty bucket."""
        urlopen(Request(f"{self.endpoint}/{name}", method="PUT")).close()

    def settings(self, url: str) -> dict[str, str]:
        """The settings of a site that keeps its pictures at `url`, such as s3://bucket/prefix."""
        return {"BLOG_MEDIA_URL": url, "AWS_ENDPOINT_URL": self.endpoint, **KEYS}

    def ask_for_credentials(self, ask: bool) -> None:
        """Refuse whoever it does not know (it knows nobody), or serve everybody, as at first."""
        body = b"0" if ask else b"inf"
        headers = {"Content-Type": "text/plain"}
        urlopen(Request(f"{self.endpoint}/moto-api/reset-auth", body, headers, method="POST")).close()


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[ObjectStorage]:
    """Start it, its log in `folder`, and wait until it answers; at `port`, or any that is free."""
    port = port or free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with leash.running(command, os.environ, folder / "s3.log") as program:
        endpoint = f"http://127.0.0.1:{port}"
        program.wait_for(f"{endpoint}/moto-api/data.json")
        yield ObjectStorage(endpoint)
