"""The threads that do the jobs: two a process, started by the first request, so after any fork."""

import logging
import os
import threading

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.extensions import db
from blog.site import (
    jobs,
    mail,  # noqa: F401  # every process can deliver
)

LOGGER = logging.getLogger("quire")
INTERVAL = 30  # seconds between two looks; for retries, and for jobs that other processes left

THREADS = {"jobs": False, "slow jobs": True}  # by name: whether it does the slow kinds

_added = {name: threading.Event() for name in THREADS}


def init_app(app: Flask) -> None:
    """Start the threads with the first request of each process. Tests and RUN_JOBS=False go without."""
    app.config.setdefault("RUN_JOBS", True)
    app.before_request(Worker(app).start_once)


@event.listens_for(db.session, "after_commit")
def wake(session: Session) -> None:
    """Let the threads look at once where this commit added a job."""
    if not session.in_nested_transaction() and session.info.pop("jobs_added", False):
        for added in _added.values():
            added.set()


class Worker:
    """Runs the jobs of `app`, for as long as the process lives."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pid = 0
        self._starting = threading.Lock()

    def start_once(self) -> None:
        """Start the threads where this process has none: they do not survive a fork."""
        if self._pid == os.getpid():
            return
        with self._starting:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                if self._app.config["RUN_JOBS"] and not self._app.testing:
                    for name in THREADS:
                        threading.Thread(target=self.run, args=(name,), name=name, daemon=True).start()

    def run(self, name: str) -> None:
        """Look for jobs and wait, over and over; no failure ends it."""
        added = _added[name]
        while True:
            self.look(THREADS[name])
            added.wait(INTERVAL)
            added.clear()

    def look(self, slow: bool | None = None) -> None:
        """Do what is due; where even that fails, say so, and the next look tries again."""
        try:
            with self._app.app_context():
                jobs.schedule()
                jobs.run_due(slow)
        except Exception as error:
            LOGGER.error("the jobs wait: %s", jobs.describe(error))
