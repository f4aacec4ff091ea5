"""What the tests of jobs and mail share: no kinds but the test's own, and a log without secrets."""

import logging

import pytest

from blog.site.jobs.handlers import HANDLERS

SECRET = "t0p-s3cret"


@pytest.fixture
def own_kinds(app, monkeypatch):
    """Let the test register its own kinds of jobs, inside the application."""
    for kind in list(HANDLERS):
        monkeypatch.delitem(HANDLERS, kind)
    with app.app_context():
        yield
    HANDLERS.clear()


@pytest.fixture
def log(app, caplog):
    """What the log got to hear; the secret that the tests put into payloads is never in it."""
    logger = logging.getLogger("quire")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)
    assert SECRET not in caplog.text
