"""What keeps the site from working just now, told apart: the log hears the reason, readers what to do."""

import errno
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

# title, what happened and what to do
Words = tuple[str, str]
SILENT = (
    "The site is catching its breath",
    "The database does not answer just now. Try again in a moment.",
)
BUSY = (
    "The site is busy",
    "Somebody else has been writing for long. Nothing you sent was stored: try again in a moment.",
)
FULL = (
    "Nothing can be saved just now",
    "The site can be read, but there is no room left, or it may not write. "
    "Nothing you sent was stored. Whoever runs the site has to help; then send it again.",
)
# PostgreSQL's codes; its driver need not be loaded to know them.
UNDEFINED_TABLE, READ_ONLY, DISK_FULL, LOCK_NOT_AVAILABLE = "42P01", "25006", "53100", "55P03"
# Of SQLite there are words alone: its own code reaches us only from Python 3.11's module, not the wheel's.
NO_WRITING = ("readonly database", "database or disk is full", "disk I/O error")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@dataclass(frozen=True)
class Trouble:
    """`reason` is for the log and may name a table; `words` are for whoever asked."""

    reason: str
    words: Words


def of_database(error: SQLAlchemyError) -> Trouble:
    """Say why the database did not do what it was asked."""
    reason, code = _reason(error), _code(error)
    if code == UNDEFINED_TABLE or "no such table" in reason:
        return Trouble(f"database: {reason}; is it migrated? flask --app main db upgrade", SILENT)
    if code in (READ_ONLY, DISK_FULL) or any(words in reason for words in NO_WRITING):
        return Trouble(f"database: {reason}", FULL)
    if code == LOCK_NOT_AVAILABLE or "is locked" in reason:
        return Trouble(f"database: {reason}", BUSY)
    return Trouble(f"database: {reason}", SILENT)


def of_statement(error: DBAPIError) -> Trouble | None:
    """Say the same of a statement that was refused; None where the statement itself is wrong."""
    known = error.connection_invalidated or _code(error) in (UNDEFINED_TABLE, READ_ONLY)
    return of_database(error) if known else None


def of_files(error: OSError) -> Trouble | None:
    """Say why a file could not be written; None where that is no matter of room or leave to write."""
    if error.errno not in NO_ROOM:
        return None
    return Trouble(f"files: {error.strerror}: {error.filename or 'a temporary file'}", FULL)


def _reason(error: SQLAlchemyError) -> str:
    """The first line of the driver's own words: the rest may quote what was to be stored."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


def _code(error: SQLAlchemyError) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)
