"""Pictures in a folder of this machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident


class Folder:
    """A storage of files two levels deep, by the first two letters of their names."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Return where `name` lies; the caller knows that it is a name, not a path."""
        return self.root / name[:2] / name

    def write(self, name: str, data: bytes) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}.{get_ident()}")
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError:  # a full disk; what was written of it only takes more room
            draft.unlink(missing_ok=True)
            raise

    def read(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def exists(self, name: str) -> bool:
        return self.path(name).is_file()

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        for path in self.root.glob("??/*"):
            if path.parent.name == path.name[:2] and path.is_file():
                yield path.name
