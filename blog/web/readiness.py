"""Is the site fit to serve? Red before its users notice; in few words, since anybody may ask."""

import os

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.config import Settings
from blog.database import READ_ONLY, utcnow
from blog.site import backlog, disk
from blog.site.backlog import Backlog
from blog.web.lookout import Lookout

SILENT = "the database does not answer"


class Readiness:
    """Looks at the database through `engine`, and at the folders of `settings`."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self._started = utcnow()
        self._reading, self._writing = Lookout(self._read), Lookout(self._write)

    def judge(self) -> tuple[list[str], list[str]]:
        """Return (what keeps the site from serving, what somebody should look at), a line each."""
        problems, warnings = _disks(self._settings), []
        try:
            state, jobs = self._reading.ask()
        except (SQLAlchemyError, TimeoutError):
            return [SILENT, *problems], []
        if state != "current":
            problems.insert(0, f"the database is {state}: see `flask --app main db upgrade`")
        if not self._can_write():
            problems.insert(0, "nothing can be written to the database")
        if jobs and self._are_stuck(jobs):
            problems.append("the jobs are stuck")
        if jobs and jobs.given_up:
            warnings.append(f"jobs or mail given up: {jobs.given_up}")
        return problems, warnings

    def backlog(self) -> Backlog | None:
        """Return what waits to be done; None where the database does not answer, or knows no jobs."""
        try:
            return self._reading.ask()[1]
        except (SQLAlchemyError, TimeoutError):
            return None

    def _read(self) -> tuple[str, Backlog | None]:
        with self._engine.connect().execution_options(**READ_ONLY) as connection:
            state = schema.state(connection)
            return state, backlog.read(connection, utcnow()) if state == "current" else None

    def _can_write(self) -> bool:
        try:
            return self._writing.ask()
        except (SQLAlchemyError, TimeoutError):
            return False

    def _write(self) -> bool:
        """On SQLite the transaction begins with the lock that all writers need."""
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                return bool(connection.scalar(text("SELECT 1")))
            return bool(connection.scalar(text("SHOW transaction_read_only")) == "off")

    def _are_stuck(self, jobs: Backlog) -> bool:
        """A site that was off has a right to find old jobs; give this process time to do them."""
        return jobs.oldest is not None and utcnow() - max(jobs.oldest, self._started) > backlog.PATIENCE


def _disks(settings: Settings) -> list[str]:
    if not os.access(settings.data_dir, os.W_OK):
        return ["the data directory cannot be written to"]
    folders = disk.places(settings).values()
    return ["the disk is nearly full"] if any(disk.free(folder) < disk.LEAST for folder in folders) else []
