"""The thread that does the jobs: one a process, started by the first request, so after any fork."""

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

_added = threading.Event()


def init_app(app: Flask) -> None:
    """Start the thread with the first request of each process. Tests and RUN_JOBS=False go without."""
    app.config.setdefault("RUN_JOBS", True)
    app.before_request(Worker(app).start_once)


@event.listens_for(db.session, "after_commit")
def wake(session: Session) -> None:
    """Let the thread look at once where this commit added a job."""
    if not session.in_nested_transaction() and session.info.pop("jobs_added", False):
        _added.set()


class Worker:
    """Runs the jobs of `app`, for as long as the process lives."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pid = 0
        self._starting = threading.Lock()

    def start_once(self) -> None:
        """Start the thread where this process has none: threads do not survive a fork."""
        if self._pid == os.getpid():
            return
        with self._starting:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                if self._app.config["RUN_JOBS"] and not self._app.testing:
                    threading.Thread(target=self.run, name="jobs", daemon=True).start()

    def run(self) -> None:
        """Look for jobs and wait, over and over; no failure ends it."""
        while True:
            self.look()
            _added.wait(INTERVAL)
            _added.clear()

    def look(self) -> None:
        """Do what is due; where even that fails, say so, and the next look tries again."""
        try:
            with self._app.app_context():
                jobs.schedule()
                jobs.run_due()
        except Exception as error:
            LOGGER.error("the jobs wait: %s", jobs.describe(error))
