"""`flask --app main search …`: the index of the search, from the server's own shell."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from blog import schema
from blog.database import begin_read_only
from blog.extensions import db
from blog.posts.search import index

search = AppGroup("search", help="The search: build its index anew.")


@search.command("rebuild")
def rebuild() -> None:
    """Index all posts anew, while the site goes on serving; what is in the index is found all the while."""
    begin_read_only(False)
    try:
        if problem := schema.problem(db.engine):
            raise click.ClickException(problem)
        _rebuild()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise click.ClickException(f"the database failed ({reason}); run it again") from error


def _rebuild() -> None:
    ids = index.everything()
    db.session.commit()
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(ids), label="Posts", file=sys.stderr, hidden=hidden) as bar:
        for done in index.build(ids):
            db.session.commit()
            bar.update(done)
    click.echo(f"{len(ids):,} {'post' if len(ids) == 1 else 'posts'} can be searched.")
