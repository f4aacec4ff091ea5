"""`flask --app main import PATH`."""

import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.database import begin_read_only
from blog.extensions import db
from blog.media import storage
from blog.transfer import archive, blogs, load, plans, queries, report, workshop
from blog.transfer.archive import Archive
from blog.transfer.errors import ArchiveError
from blog.transfer.importing import Import


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--author", default="", help="Who wrote the posts that name nobody.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@with_appcontext
def import_command(path: Path, author: str, dry_run: bool) -> None:
    """Bring in a blog: a folder or a zip of Markdown, as for Jekyll, Hugo or Zola.

    Run it again to bring what has changed there. Posts that were edited here stay as they are.
    """
    try:
        if problem := schema.problem(db.engine):
            raise click.ClickException(problem)
        with archive.opened(path) as files:
            _bring_in(files, author, rehearsal=dry_run)
    except ArchiveError as error:
        raise click.ClickException(f"{path}: {error}") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise click.ClickException(f"the database failed ({reason}); run it again to go on") from error
    except (OSError, BrokenProcessPool) as error:
        raise click.ClickException(f"the import broke off ({error}); run it again to go on") from error


def _bring_in(files: Archive, author: str, *, rehearsal: bool) -> None:
    blog = blogs.read(files, current_app.config["SETTINGS"].timezone, author)
    begin_read_only(rehearsal)
    known = queries.known()
    plan = plans.make(blog, known)
    if not rehearsal:
        load.reserve(blog.entries, plan, known)
    ids = queries.ids()
    db.session.commit()
    job = Import(files, blog, plan, ids, storage.of(current_app), rehearsal)
    with workshop.opened(len(job.pictures) + len(job.entries)) as shop:
        _commit_each(job.store_pictures(shop), len(job.pictures), "Pictures")
        _commit_each(job.write_posts(shop), len(job.entries), "Posts")
    for line in report.lines(blog, job.statuses, rehearsal=rehearsal):
        click.echo(line)


def _commit_each(steps: Iterator[int], length: int, label: str) -> None:
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        for done in steps:
            db.session.commit()
            bar.update(done)
