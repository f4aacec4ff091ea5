"""How far a database has been migrated, told by file names, without loading Alembic."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from blog.config import SettingsError
from blog.database import READ_ONLY, file_id

_SEARCH = ("search_heads", "search_whole", "search_vocabulary")
VERSIONS = Path(__file__).parent / "migrations" / "versions"


def revisions() -> list[str]:
    """Return the known revisions, oldest first; files are called `<revision>_<title>.py`."""
    return sorted(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def state(connection: Connection) -> str:
    """Return "empty", "behind", "current" or "newer than this program"."""
    if not inspect(connection).has_table("alembic_version"):
        return "empty"
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is None:
        return "empty"
    known = revisions()
    if found not in known:
        return "newer than this program"
    return "current" if found == known[-1] else "behind"


def problem(engine: Engine) -> str | None:
    """Say what keeps a command from working with this database; None where nothing does."""
    if engine.dialect.name == "sqlite" and file_id(engine) is None:
        found = "empty"
    else:
        with engine.connect() as connection:
            found = state(connection)
    return None if found == "current" else f"the database is {found}; run: flask --app main db upgrade"


def refuse_newer(engine: Engine) -> None:
    """Raise SettingsError where a newer program has already migrated the database.

    A database that does not answer is no reason not to start: it may come back.
    """
    try:
        with engine.connect().execution_options(**READ_ONLY) as connection:
            found = state(connection)
    except SQLAlchemyError:
        return
    finally:
        engine.dispose()  # nothing opened before a fork may be used after it
    if found.startswith("newer"):
        raise SettingsError(
            ["the database is newer than this program: update the program, or restore a backup"]
        )


def is_modelled(_item: Any, name: str | None, kind: str, reflected: bool, _counterpart: Any) -> bool:
    """Whether migrations compare this part of a database with the models: the search has some of its own.

    Those are FTS5's tables on SQLite and two indexes of expressions on PostgreSQL; see the migrations.
    """
    return not (reflected and kind in ("table", "index") and (name or "").startswith(_SEARCH))
