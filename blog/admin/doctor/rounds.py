"""All checks, one after the other; one that fails itself is a problem like others."""

from collections.abc import Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from blog.admin.doctor import (
    backups,
    clock,
    database,
    files,
    mail,
    migrations,
    mounts,
    pictures,
    programs,
    queue,
    room,
    search,
    sites,
)
from blog.admin.doctor.finding import Finding
from blog.config import Settings

Check = Callable[[Settings], Finding]

CHECKS: dict[str, Check] = {
    "settings": sites.look,
    "files": files.look,
    "programs": programs.look,
    "disk": room.look,
    "file system": mounts.look,
    "database": database.look,
    "migrations": migrations.look,
    "clock": clock.look,
    "jobs": queue.look,
    "mail": mail.look,
    "pictures": pictures.look,
    "search": search.look,
    "backups": backups.look,
}


def examine(settings: Settings) -> Iterator[tuple[str, Finding]]:
    """Make the checks; give the name and finding of each as it is done."""
    for name, check in CHECKS.items():
        yield name, _found(check, settings)


def _found(check: Check, settings: Settings) -> Finding:
    try:
        return check(settings)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        return Finding("", [f"the database does not answer ({reason})"])
    except OSError as error:
        return Finding("", [f"cannot be looked at ({error.strerror or error})"])
