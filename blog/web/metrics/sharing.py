"""One sum over all workers of a server: each leaves its numbers in a folder, a second after they change.

Files that are written whole, not prometheus' own maps of memory: those cost ten times as much for each
answer, and end the worker that touches a new page of one while the disk is full.
"""

import json
import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Timer

from blog.web.metrics.tally import Rows, Tally, merge

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # set by ops/gunicorn.conf.py for each of its masters
DELAY = 1.0  # seconds


class Shared:
    """The numbers of this process in `tally`, with those of the others."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        tally.changed = self._write_soon

    def sum(self) -> Rows:
        """Return the numbers of all workers: this one's as they stand, others' a second old at most."""
        rows = self._tally.copy()
        if folder := os.environ.get(FOLDER):
            self._write(Path(folder), rows)
            for path in Path(folder).glob("*.json"):
                if path.name != self._name:
                    merge(rows, _read(path))
        return rows

    @cached_property
    def _name(self) -> str:
        """The file of this process, named once it serves, so after any fork; ids of processes come again."""
        return f"{os.getpid()}-{secrets.token_hex(4)}.json"

    def _write_soon(self) -> None:
        if folder := os.environ.get(FOLDER):
            timer = Timer(DELAY, lambda: self._write(Path(folder), self._tally.copy()))
            timer.daemon = True
            timer.start()

    def _write(self, folder: Path, rows: Rows) -> None:
        draft = folder / f"{self._name}.{secrets.token_hex(4)}"
        with suppress(OSError):  # a full disk: the numbers wait for the next second
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_text(json.dumps([[*key, *row] for key, row in rows.items()]))
            draft.replace(folder / self._name)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _read(path: Path) -> Rows:
    try:
        lines = json.loads(path.read_text())
    except OSError:  # its master has ended
        return {}
    return {(endpoint, method, status): row for endpoint, method, status, *row in lines}
