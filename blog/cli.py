"""Gathers the features' commands."""

from flask import Flask

from blog.accounts.cli import users
from blog.posts.cli import search
from blog.transfer.cli import import_command


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(import_command)
    app.cli.add_command(search)
    app.cli.add_command(users)
