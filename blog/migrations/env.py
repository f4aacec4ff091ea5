"""How Alembic reaches the database: through the application's own engine."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text

import blog.models  # noqa: F401  # every table must be known
from blog import schema
from blog.database import UtcDateTime, create_file
from blog.extensions import db
from blog.posts.search import index


def write_nothing_unchanged(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Make no empty migration."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write the database's own types into migrations: the program's may change or go."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    """Run what was asked for on `connection`: in its transaction, or all in one of its own."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_types,
        include_object=schema.is_modelled,
        transactional_ddl=True,  # all or nothing, on SQLite too: a killed migration leaves no trace
        process_revision_directives=write_nothing_unchanged,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite" and (
            broken := connection.execute(text("PRAGMA foreign_key_check")).all()
        ):
            raise RuntimeError(f"this migration breaks foreign keys: {broken[:5]}")


def migrate_site() -> None:
    """Migrate the site's own database."""
    create_file(db.engine)
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A batch migration drops and renames tables; with keys enforced, dropping cascades.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        migrate(connection)
        newest = context.get_context().get_current_revision() == context.get_head_revision()
    db.engine.dispose()  # the connection without foreign keys must not be used again
    if newest:  # the tables are as this program knows them, so it can fill the search index
        index.fill()
        db.engine.dispose()


# A restore hands its own connection in, so that all of it is one transaction.
if (handed := context.config.attributes.get("connection")) is not None:
    migrate(handed)
else:
    migrate_site()
