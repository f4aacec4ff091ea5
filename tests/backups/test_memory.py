"""A backup passes through memory in small parts, however large the site is."""

import tracemalloc

import pytest

from blog.backups import checking, writing
from blog.backups.stages import quiet
from blog.database import begin_read_only
from blog.extensions import db
from blog.media import storage
from blog.posts.revisions import Revision
from tests.support.factories import a_post

ROWS, LENGTH = 200, 100_000  # characters: 20 MB
MOST = 14_000_000  # bytes


@pytest.fixture
def peak():
    """Run something and return the most memory that it held of Python's, in bytes."""

    def measure(work) -> int:
        tracemalloc.start()
        try:
            work()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return measure


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_20_mb_are_written_and_checked_in_a_part_of_that(app, tmp_path, peak):
    with app.app_context():
        begin_read_only(False)
        post = a_post().id
        text = "word " * (LENGTH // 5)
        common = {"post_id": post, "title": "T", "body": text, "details": {}, "added": 0, "removed": 0}
        db.session.execute(db.insert(Revision), [{**common, "number": n} for n in range(1, ROWS + 1)])
        db.session.commit()
        path = tmp_path / "large.zip"

        written = peak(lambda: writing.make(db.engine, storage.of(app), path, quiet))
        checked = peak(lambda: checking.check(path, tmp_path, quiet))

    assert written < MOST
    assert checked < MOST
