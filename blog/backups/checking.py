"""Proves that a backup can be restored, by doing it: into an SQLite database that is thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine

from blog import database
from blog.backups import files, reading, restoring
from blog.backups.manifest import Manifest
from blog.backups.stages import Stages

PREFIX = ".check-"
ROOMY = 2  # times what the rows take as JSON: that much a database of them takes at most


def check(path: Path, workspace: Path, stages: Stages) -> Manifest:
    """Restore all rows of a backup into a database in `workspace`, compare them, and look at every picture.

    Raises BackupError where the backup is not what its manifest says, or does not restore; OSError.
    """
    with reading.opened(path) as package:
        files.refuse_full(workspace, ROOMY * package.manifest.rows_size)
        package.verify(stages)
        with _throwaway(workspace) as engine:
            restoring.restore(engine, None, package, stages)
        return package.manifest


def sweep(workspace: Path, before: datetime) -> None:
    """Remove what checks left behind whose process was killed before that moment."""
    for left in workspace.glob(f"{PREFIX}*"):
        if left.is_dir() and files.is_older(left, before):
            rmtree(left, ignore_errors=True)


@contextmanager
def _throwaway(workspace: Path) -> Iterator[Engine]:
    with TemporaryDirectory(prefix=PREFIX, dir=workspace) as name:
        url = f"sqlite:///{Path(name, 'blog.db')}"
        engine = create_engine(url, **database.engine_options(url))
        database.prepare(engine)
        try:
            yield engine
        finally:
            engine.dispose()
