"""The embedded server: migrate, say where, serve with waitress."""

import logging
import sys

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError
from waitress.server import create_server

from blog import schema
from blog.accounts import setup
from blog.config import Settings
from blog.extensions import db
from blog.posts.search import index

THREADS = 8


def serve(app: Flask) -> None:
    """Bring the database up to date and serve `app` until told to end. Exits 2 where it cannot."""
    settings: Settings = app.config["SETTINGS"]
    try:
        migrate_database(app)
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=not settings.proxy_hops,  # else ProxyFix reads them
        )
        link = set_up_link(app)
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
    server.run()


def migrate_database(app: Flask) -> None:
    """Run the migrations that are missing; Alembic is slow to load, so only where some are."""
    with app.app_context():
        with db.engine.connect() as connection:
            found = schema.state(connection)
        if found in ("empty", "behind"):
            print("Preparing the database …", flush=True)
            upgrade()
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
