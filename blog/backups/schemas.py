"""Brings a database to a schema on a connection of the caller's, in the transaction that is open there."""

from sqlalchemy import Connection

from blog import schema
from blog.lib import lazily

alembic_command = lazily.module("alembic.command")
alembic_config = lazily.module("alembic.config")

NEWEST = "head"


def bring_to(connection: Connection, revision: str) -> None:
    """Migrate up to `revision`. On SQLite foreign keys must be off, since before the transaction began."""
    config = alembic_config.Config()
    config.set_main_option("script_location", str(schema.VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    alembic_command.upgrade(config, revision)
