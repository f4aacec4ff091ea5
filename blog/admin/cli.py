"""`flask --app main doctor`: does everything stand as it should?"""

import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.database import begin_read_only
from blog.extensions import db
from blog.lib import lazily

rounds = lazily.module("blog.admin.doctor.rounds")
mirror = lazily.module("blog.admin.doctor.mirror")


@click.command("doctor")
@click.option("--url", help="Also ask the site through its public address, such as https://blog.example.org.")
@with_appcontext
def examine(url: str | None) -> None:
    """Look the site over: settings, files, disk, database, clock, jobs, mail, pictures, search, backups.

    Prints a line for each problem and ends with 1; without any, what was looked at. Changes nothing.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if url is not None:
        _judge(url)
    findings: dict[str, Finding] = dict(rounds.examine(settings))
    if url is not None:
        findings["proxy"] = _reflected(url, settings)
    problems = [f"{name}: {line}" for name, found in findings.items() for line in found.problems]
    click.echo("\n".join(problems or _well(findings)))
    sys.exit(1 if problems else 0)


def _judge(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        known = False
    if not known:
        raise click.ClickException("--url must look like https://blog.example.org")


def _well(findings: dict[str, Finding]) -> Iterator[str]:
    width = max(map(len, findings))
    for name, found in findings.items():
        yield f"{name:{width}}  {'; '.join([found.looked, *found.notes])}"
    yield "All is well."


def _reflected(url: str, settings: Settings) -> Finding:
    begin_read_only(False)
    try:
        token = mirror.invite()
        db.session.commit()
        finding: Finding = mirror.compare(mirror.ask(url, token), settings)
        return finding
    except mirror.MirrorError as error:
        return Finding("", [str(error)])
    except SQLAlchemyError:
        return Finding("", ["the database takes no token to ask with"])
