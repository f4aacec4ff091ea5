"""Gathers the features' commands."""

from typing import Any

import click
from flask import Flask

from blog.accounts.cli import users
from blog.admin.cli import examine
from blog.backups.cli import backup_command, guard, restore_command
from blog.lib import lazily
from blog.posts.cli import search
from blog.transfer.cli import import_command

migrations = lazily.module("flask_migrate.cli")


class Migrations(click.Command):
    """Stands for Flask-Migrate's commands, so that no other command has to load Alembic."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        return guard(migrations.db).make_context(info_name, args, parent, **extra)


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(Migrations("db", help="Bring the database to another schema."))
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(examine)
    app.cli.add_command(import_command)
    app.cli.add_command(search)
    app.cli.add_command(users)
