"""The embedded server: migrate, say where, serve with waitress."""

import logging
import sys
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.accounts import setup
from blog.backups import stages, upgrading
from blog.backups.errors import BackupError
from blog.config import Settings
from blog.database import create_file
from blog.extensions import db
from blog.lib import lazily
from blog.posts.search import index

flask_migrate = lazily.module("flask_migrate")
waitress = lazily.module("waitress.server")
draining = lazily.module("blog.web.draining")

THREADS = 8


def serve(app: Flask) -> None:
    """Bring the database up to date and serve `app` until told to end, then finish what has begun.

    Exits 2 where it cannot.
    """
    settings: Settings = app.config["SETTINGS"]
    sockets: dict[int, Any] = {}
    try:
        migrate_database(app)
        waitress.create_server(
            app,
            map=sockets,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,  # ProxyFix reads them, and /metrics keeps away who sends any
        )
        link = set_up_link(app)
    except BackupError as error:
        _stop(str(error))
    except SQLAlchemyError as error:
        _stop(f"BLOG_DATABASE_URL: the database does not answer ({str(error).splitlines()[0]})")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        _stop(
            f"cannot listen on {settings.host} port {settings.port} ({reason}): "
            "is Quire running already? BLOG_HOST and BLOG_PORT choose another place"
        )
    logging.getLogger("waitress").setLevel(logging.ERROR)
    print(f"{settings.title} is at {settings.base_url}  (Ctrl+C ends it)", flush=True)
    if link:
        print(f"Nobody can sign in yet. Make the admin's account here, once: {link}", flush=True)
    draining.run(sockets)


def migrate_database(app: Flask) -> None:
    """Run the migrations that are missing, after a backup; Alembic is slow to load, so only where some are.

    Raises BackupError where they fail, or no backup can be made: the database is as it was.
    """
    with app.app_context():
        create_file(db.engine)
        with db.engine.connect() as connection:
            found = schema.state(connection)
        if found in ("empty", "behind"):
            print("Preparing the database …", flush=True)
            with upgrading.guarded(stages.quiet) as backup:
                if backup:
                    print(f"Backed up first: {backup}", flush=True)
                flask_migrate.upgrade()
        else:
            index.fill()  # where a migration was killed before all posts were in it


def set_up_link(app: Flask) -> str | None:
    """Make the link for the first admin, so that older ones are void; None where somebody can sign in."""
    with app.app_context():
        link = setup.new_link()
        db.session.commit()
    return link


def _stop(line: str) -> None:
    print(line, file=sys.stderr)
    sys.exit(2)
