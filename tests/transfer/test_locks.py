"""The database is never locked while an import does its slow work."""

from itertools import chain
from zoneinfo import ZoneInfo

from blog.extensions import db
from blog.media.folder import Folder
from blog.posts.models import Post
from blog.transfer import archive, blogs, load, plans, queries
from blog.transfer.importing import Import
from blog.transfer.workshop import Workshop
from tests.transfer.pictures import png


class Watching(Workshop):
    """Notes at each piece of slow work whether a transaction is open."""

    def __init__(self):
        super().__init__()
        self.open = []

    def _each(self, function, jobs):
        self.open.append(db.session.registry().in_transaction())
        return super()._each(function, jobs)


def test_no_transaction_is_open_while_pictures_and_texts_are_worked_on(app, folder):
    path = folder({"x.png": png(), **{f"{n}.md": f"---\ntitle: T{n}\n---\n![x](x.png)" for n in range(70)}})
    shop = Watching()

    with app.app_context(), archive.opened(path) as files:
        blog, known = blogs.read(files, ZoneInfo("UTC")), queries.known()
        plan = plans.make(blog, known)
        load.reserve(blog.entries, plan, known)
        ids = queries.ids()
        db.session.commit()
        job = Import(files, blog, plan, ids, Folder(app.config["DATA_DIR"] / "media"), rehearsal=False)
        for _ in chain(job.store_pictures(shop), job.write_posts(shop)):
            db.session.commit()
        written = db.session.scalar(db.select(db.func.count()).where(Post.source_hash.is_not(None)))

    assert written == 70
    assert shop.open == [False] * 4
