"""`flask --app main user …`: accounts, from the server's own shell."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from blog import schema
from blog.accounts import administration, directory, joining, passwords, queries, second_factor
from blog.accounts.forms import RegistrationForm
from blog.accounts.models import User
from blog.extensions import db

MOST = 1024  # bytes read as a password

users = AppGroup("user", help="Accounts: make, list, disable, and mend.")


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command that needs a migrated database and says in one line what failed."""

    def decorate(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(**arguments: Any) -> None:
            try:
                if problem := schema.problem(db.engine):
                    raise click.ClickException(problem)
                function(**arguments)
            except SQLAlchemyError as error:
                reason = str(getattr(error, "orig", error)).partition("\n")[0]
                raise click.ClickException(f"the database failed ({reason}); nothing was changed") from error

        command: click.Command = users.command(name)(run)
        return command

    return decorate


@_command("create")
@click.argument("username")
@click.argument("email")
@click.option("--admin", is_flag=True, help="Let the account run the site.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of the input.")
def create(username: str, email: str, admin: bool, password_stdin: bool) -> None:
    """Make an account that can sign in."""
    _filled_in(username, email)  # before anybody types a password in vain
    form = _filled_in(username, email, _first_line() if password_stdin else _asked())
    hashed = passwords.hash(form.password.data or "")
    user = joining.join(form, hashed, "admin" if admin else current_app.config["SETTINGS"].new_role)
    if user is None:
        _refuse(form, "username", "email")
        return
    db.session.commit()
    click.echo(f"{user.username} can sign in now, as {user.role}.")


def _filled_in(username: str, email: str, password: str | None = None) -> RegistrationForm:
    """Fill in the form that visitors fill in, with their rules; without a password, judge the rest."""
    values = {"username": username, "email": email, "password": password, "confirm_password": password}
    form = RegistrationForm(MultiDict(values), meta={"csrf": False})
    if not form.validate():
        _refuse(form, "username", "email", *(() if password is None else ("password",)))
    if not form.is_still_free():
        _refuse(form, "username", "email")
    return form


def _refuse(form: RegistrationForm, *names: str) -> None:
    for field in (form[name] for name in names):
        if field.errors:
            raise click.ClickException(f"{field.label.text}: {field.errors[0]}")


def _asked() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _first_line() -> str:
    line = sys.stdin.buffer.readline(MOST)
    return line.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")


@_command("list")
def list_everybody() -> None:
    """List everybody, the oldest account first."""
    for row in _table():
        click.echo("  ".join(row).rstrip())


def _table() -> list[list[str]]:
    """Rows of cells, each column as wide as its widest cell."""
    rows = [["USERNAME", "ROLE", "STATE", "LAST SEEN", "EMAIL"], *map(_cells, directory.everybody())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]


def _cells(person: Row[Any]) -> list[str]:
    seen = f"{person.last_seen:%Y-%m-%d}" if person.last_seen else "-"
    return [person.username, person.role, directory.state(person), seen, person.email or "-"]


@_command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Let an account in no more; its sessions and API tokens end."""
    user = _user(username)
    try:
        administration.disable(user)
    except administration.LastAdminError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{user.username} is disabled.")


@_command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let a disabled account in again."""
    user = _user(username)
    administration.enable(user)
    db.session.commit()
    click.echo(f"{user.username} is enabled.")


@_command("reset-link")
@click.argument("username")
def reset_link(username: str) -> None:
    """Print a link by which an account gets a new password; it works once, for a day."""
    user = _user(username)
    if user.disabled_at:
        raise click.ClickException(
            f"{user.username} is disabled; run: flask --app main user enable {user.username}"
        )
    link = administration.reset_link(user)
    db.session.commit()
    click.echo(link)


@_command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Let the password alone do, for who lost the device and the recovery codes."""
    user = _user(username)
    second_factor.disable(user.id)
    db.session.commit()
    click.echo(f"{user.username} signs in with the password alone now.")


def _user(username: str) -> User:
    name = username.encode("utf-8", "replace").decode()  # a shell passes bytes that are no text as surrogates
    user = queries.by_username(name.removeprefix("@"))
    if user is None:
        raise click.ClickException("nobody has this username; flask --app main user list shows everybody")
    return user
