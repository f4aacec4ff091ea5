"""The sites that are measured: filled once, kept, used again."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask_migrate import upgrade

from blog import create_app, schema
from blog.backups import tables
from blog.config import Settings
from blog.extensions import db
from blog.posts.search import index
from ops.bench import filling, people
from ops.bench.targets import SEARCHABLE
from tests.support import postgres


def filled(folder: Path, url: str | None, count: int) -> dict[str, str]:
    """Return the settings of a site with `count` posts; one that was filled in `folder` before is used again.

    `url` names a PostgreSQL database, `{posts}` in it their number; without, it is SQLite.
    """
    name = f"{count}-posts-schema-{schema.revisions()[-1]}-generator-{filling.VERSION}"
    ready = folder / (f"{name}-postgresql" if url else name)
    database = {"BLOG_DATABASE_URL": url.replace("{posts}", str(count))} if url else {}
    if not ready.exists():
        print(f"filling {ready}", file=sys.stderr, flush=True)
        partial = ready.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        settings = {"BLOG_DATA_DIR": str(partial), **database}
        with application(settings):
            upgrade()
            filling.fill(db.engine, count)
            with db.engine.begin() as connection:
                tables.renumber(connection, db.metadata.sorted_tables)
            if count <= SEARCHABLE:
                index.fill()
        people.hire(settings)
        partial.rename(ready)
    return {"BLOG_DATA_DIR": str(ready), **database}


@contextmanager
def application(settings: Mapping[str, str]) -> Iterator[None]:
    """Work on the site's database, and let go of it afterwards."""
    with create_app(Settings.load(settings)).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def empty_database(stack: ExitStack, count: int) -> str:
    """Start PostgreSQL, which ends with `stack`, and return the address of an empty database."""
    server = stack.enter_context(postgres.running())
    server.execute(f"CREATE DATABASE bench_{count}")
    return server.url(f"bench_{count}")
