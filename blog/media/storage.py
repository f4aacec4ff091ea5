"""Where the files of pictures lie: a folder in the data directory."""

import hashlib
import os
from base64 import b32encode
from pathlib import Path
from threading import get_ident


class Folder:
    """Files named `<key>.<extension>`, two levels deep by the key's first letters."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Return where `name` lies; the caller knows that it is a name, not a path."""
        return self.root / name[:2] / name

    def write(self, name: str, data: bytes) -> None:
        """Store `data` whole or not at all, whatever kills the process meanwhile."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}.{get_ident()}")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is no error."""
        self.path(name).unlink(missing_ok=True)


def key_of(data: bytes) -> str:
    """Return the key for what came in: 26 lower-case letters and digits, the same for the same bytes."""
    return b32encode(hashlib.blake2b(data, digest_size=16).digest()).decode("ascii").rstrip("=").lower()
