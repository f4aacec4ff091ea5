"""Scheduled posts become public by the clock; this brings the stored counts in step."""

from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.posts import queries
from blog.site import models as site


def catch_up() -> None:
    """Enlist what fell due and raise the site version, in one transaction of its own.

    The page cache calls it on the first request after the site's `next_due`.
    """
    begin_read_only(False, patient=False)  # the reader who came just now shall not wait
    site.lock()  # before looking: a post that is being scheduled right now must not be missed
    now = utcnow()
    for post in queries.waiting(now):
        post.enlist()
    site.move_on(queries.next_publication(now))
    db.session.commit()
