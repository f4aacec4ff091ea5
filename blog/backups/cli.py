"""`flask --app main backup PATH` and `restore PATH [--check]`; and what `db upgrade` does first."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.backups import checking, files, reading, restoring, upgrading, writing
from blog.backups.errors import BackupError
from blog.backups.manifest import Manifest
from blog.backups.stages import Advance
from blog.config import Settings
from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.media import storage
from blog.posts.search import index
from blog.site import disk

MOST_NAMED = 5  # files


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def backup_command(path: Path) -> None:
    """Back up the whole site, database and pictures, while it goes on serving.

    PATH is the file to make, or a folder, in which it is named by the date. Whoever can read the file can
    read everything: every address and every hashed password. Keep it, and copy it to another machine.
    """
    target = files.unused(path, utcnow(), files.HAND) if path.is_dir() else path
    with in_words():
        if problem := schema.problem(db.engine):
            raise BackupError(problem)
        told = writing.make(db.engine, _storage(), target, shown)
    _say_missing(told)
    size = target.stat().st_size / 1e6
    click.echo(f"{target} holds {_extent(told)}, {size:,.1f} MB.")


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Restore into a database that is thrown away, and compare.")
@with_appcontext
def restore_command(path: Path, check: bool) -> None:
    """Restore a backup into an empty database without pictures: all of it, or nothing.

    The backup may come from SQLite or PostgreSQL and go to either. Everybody signs in again afterwards.
    Where it was killed, run it again: it goes on with the pictures that it wrote.
    """
    begin_read_only(False)
    with in_words(path):
        (_check if check else _restore)(path)


def _check(path: Path) -> None:
    told = checking.check(path, current_app.config["DATA_DIR"], shown)
    _say_missing(told)
    click.echo(
        f"{path} is whole: restored on trial, it gave {_extent(told)}, as it was made. Nothing was changed."
    )


def _restore(path: Path) -> None:
    with reading.opened(path) as package:
        told = package.manifest
        restoring.refuse_occupied(db.engine, _storage(), package)
        _refuse_full(told)
        package.verify(shown)  # before anything is written
        notes = restoring.restore(db.engine, _storage(), package, shown)
    db.engine.dispose()
    with suppress(SQLAlchemyError):  # all is restored; what is missing in the index is added each hour
        index.fill()
    for note in notes:
        click.echo(f"note     {note}")
    _say_missing(told)
    click.echo(f"Restored {_extent(told)}, as they were on {told.made_at:%Y-%m-%d at %H:%M} UTC.")
    click.echo("Everybody signs in again. API tokens and links in mails need the secret key of the old site.")


def _refuse_full(told: Manifest) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    rows = checking.ROOMY * told.rows_size if db.engine.dialect.name == "sqlite" else 0
    pictures = told.size - told.rows_size if settings.media_url.scheme == "file" else 0
    files.refuse_full(settings.data_dir, rows + pictures, disk.LEAST)


def _storage() -> storage.Storage:
    return storage.of(current_app._get_current_object())  # type: ignore[attr-defined]


def _extent(told: Manifest) -> str:
    return f"{_count(told.rows, 'row')} and {_count(len(told.media), 'picture file')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _say_missing(told: Manifest) -> None:
    if told.missing:
        more = f" and {len(told.missing) - MOST_NAMED:,} more" if len(told.missing) > MOST_NAMED else ""
        names = ", ".join(told.missing[:MOST_NAMED])
        click.echo(
            f"warning  picture files that are not there, so not in the backup either: {names}{more}", err=True
        )


@contextmanager
def shown(stage: str, length: int) -> Iterator[Advance]:
    """Show on a terminal how far a stage has come."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=stage, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


@contextmanager
def in_words(path: Path | None = None) -> Iterator[None]:
    """End the command with a line where something fails."""
    about = f"{path}: " if path else ""
    try:
        yield
    except BackupError as error:
        raise click.ClickException(f"{about}{error}") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise click.ClickException(f"the database failed ({reason}); nothing was changed") from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else about
        raise click.ClickException(f"{where}{error.strerror or error}; nothing was changed") from error


def guard(group: click.Group) -> click.Group:
    """Let the commands that change the schema make a backup first; `--without-backup` leaves it out."""
    for name, states in (("upgrade", ("behind",)), ("downgrade", ("behind", "current"))):
        command = group.commands[name]
        if not any(param.name == "without_backup" for param in command.params):
            group.add_command(_guarded(command, states))
    return group


def _guarded(command: click.Command, states: tuple[str, ...]) -> click.Command:
    migrate = command.callback

    @with_appcontext
    def run(without_backup: bool, **options: Any) -> None:
        with (
            in_words(),
            upgrading.guarded(shown, () if without_backup or options.get("sql") else states) as path,
        ):
            if path:
                click.echo(f"Backed up first: {path}")
            migrate(**options)  # type: ignore[misc]

    guarded = copy(command)
    guarded.callback = run
    guarded.params = [
        *command.params,
        click.Option([upgrading.WITHOUT], is_flag=True, help="Make no backup first."),
    ]
    return guarded
