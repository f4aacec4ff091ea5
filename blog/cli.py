"""Gathers the features' commands."""

from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from blog.accounts.cli import users
from blog.admin.cli import examine
from blog.backups.cli import backup_command, guard, restore_command
from blog.lib import lazily
from blog.posts.cli import search

migrations, transfer = lazily.module("flask_migrate.cli"), lazily.module("blog.transfer.cli")


class Later(click.Command):
    """Stands for a command whose module nothing else needs, until it is called."""

    def __init__(self, name: str, find: Callable[[], click.Command], help: str) -> None:
        super().__init__(name, help=help)
        self._find = find

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        return self._find().make_context(info_name, args, parent, **extra)


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(Later("db", lambda: guard(migrations.db), "Bring the database to another schema."))
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(examine)
    app.cli.add_command(
        Later(
            "import",
            lambda: transfer.import_command,
            "Bring in a blog: a folder or a zip of Markdown, as for Jekyll, Hugo or Zola.",
        )
    )
    app.cli.add_command(search)
    app.cli.add_command(users)
