"""`flask --app main user …`: what works, and one line for what does not."""

import re
from datetime import timedelta

import pytest
import time_machine

from blog import create_app
from blog.accounts import queries
from blog.accounts.models import ApiToken, OneTimeToken, RecoveryCode, User
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import is_signed_in, log_in, signed_in
from tests.support.factories import PASSWORD, a_user, an_account
from tests.support.server import flask

NEW = ["create", "Grace", "grace@example.org", "--password-stdin"]


def run(app, *arguments: str, input: str | bytes = PASSWORD + "\n"):
    return app.test_cli_runner().invoke(args=["user", *arguments], input=input)


def told(app, *arguments: str, **options) -> str:
    """What a command that works says."""
    result = run(app, *arguments, **options)
    assert result.exit_code == 0, result.output
    return result.output


def refused(app, *arguments: str, **options) -> str:
    """The one line of a command that does not."""
    result = run(app, *arguments, **options)
    line = result.output.splitlines()[-1]
    assert result.exit_code == 1, result.output
    assert result.output.count("Error: ") == 1
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize(("option", "role"), [([], "author"), (["--admin"], "admin")])
def test_an_account_is_made_that_can_sign_in(app, client, option, role):
    output = told(app, *NEW, *option)

    assert output == f"Grace can sign in now, as {role}.\n"
    assert log_in(client, "grace@example.org").status_code == 303
    with app.app_context():
        assert queries.by_username("grace").role == role


def test_the_role_is_that_of_new_accounts_here_even_where_nobody_may_register(make_app):
    app = make_app(BLOG_NEW_ROLE="reader", BLOG_REGISTRATION="closed")

    assert told(app, *NEW) == "Grace can sign in now, as reader.\n"


def test_the_password_is_asked_for_twice_and_never_shown(app, client):
    output = told(app, *NEW[:3], input=f"{PASSWORD}\n{PASSWORD}x\n{PASSWORD}\n{PASSWORD}\n")

    assert output.count("Password: ") == 2
    assert PASSWORD not in output
    assert log_in(client, "grace").status_code == 303


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\nmore\n"])
def test_the_first_line_of_the_input_is_the_password(app, client, end):
    told(app, *NEW, input=f" {PASSWORD} {end}")

    assert log_in(client, "grace", PASSWORD).status_code == 422
    assert log_in(client, "grace", f" {PASSWORD} ").status_code == 303


@pytest.mark.parametrize(
    ("username", "email", "password", "start"),
    [
        ("a b", "grace@example.org", PASSWORD, "Error: Username: A username has no spaces"),
        ("admin", "grace@example.org", PASSWORD, "Error: Username: This name"),
        ("ADA", "grace@example.org", PASSWORD, "Error: Username: That name is taken"),
        ("\udcff", "grace@example.org", PASSWORD, "Error: Username: "),
        ("grace", "grace", PASSWORD, "Error: Email: Write an address"),
        ("grace", "\udcff@example.org", PASSWORD, "Error: Email: Write an address"),
        ("grace", "ADA@example.org", PASSWORD, "Error: Email: There is an account"),
        ("grace", "grace@example.org", "short", "Error: Password: Use 8 to 128"),
        ("grace", "grace@example.org", "", "Error: Password: Use 8 to 128"),
        ("grace", "grace@example.org", "password123456", "Error: Password: "),
        ("grace", "grace@example.org", b"\xff\xfe four odd words", "Error: Password: "),
        ("grace", "grace@example.org", "x" * 2000, "Error: Password: Use 8 to 128"),
    ],
)
def test_the_rules_are_those_of_the_form(app, username, email, password, start):
    with app.app_context():
        an_account("ada")

    line = refused(app, "create", username, email, "--password-stdin", input=password)

    assert line.startswith(start)
    with app.app_context():
        assert db.session.query(User).count() == 1


def test_nobody_types_a_password_for_a_name_that_is_taken(app):
    with app.app_context():
        an_account("grace")

    assert "Password" not in run(app, *NEW[:3]).output


def test_everybody_is_listed_in_columns(app):
    with app.app_context():
        an_account("ada", role="admin")
        a_user("Grace Hopper")
        an_account("eve", disabled_at=utcnow())
        db.session.commit()
    signed_in(app)

    lines = told(app, "list").splitlines()

    today = f"{utcnow():%Y-%m-%d}"
    assert [re.split("  +", line) for line in lines] == [
        ["USERNAME", "ROLE", "STATE", "LAST SEEN", "EMAIL"],
        ["ada", "admin", "active", today, "ada@example.org"],
        ["grace-hopper", "author", "no password", "-", "-"],
        ["eve", "author", "disabled", "-", "eve@example.org"],
    ]
    assert (
        len(
            {
                line.index(word)
                for line, word in zip(lines, ("ROLE", "admin", "author", "author"), strict=True)
            }
        )
        == 1
    )


def test_a_disabled_account_is_out_until_it_is_enabled(app):
    with app.app_context():
        user_id = an_account("ada").id
        row = {"name": "x", "scopes": [], "expires_at": utcnow() + timedelta(days=1)}
        db.session.add(ApiToken(id="1", user_id=user_id, **row))
        db.session.commit()
    client = signed_in(app)

    assert told(app, "disable", "@ADA") == "ada is disabled.\n"
    assert not is_signed_in(client)
    assert log_in(client).status_code == 422
    with app.app_context():
        assert db.session.query(ApiToken).count() == 0
    assert told(app, "enable", "ada") == "ada is enabled.\n"
    assert log_in(client).status_code == 303


def test_the_last_admin_cannot_be_disabled(app):
    with app.app_context():
        an_account("root", role="admin")

    assert "only admin" in refused(app, "disable", "root")
    with app.app_context():
        assert queries.by_username("root").can_sign_in


def test_a_reset_link_is_printed_alone_and_opens_for_a_day(app, client):
    with app.app_context():
        an_account("ada")

    link = told(app, "reset-link", "ada")

    path = link.strip().removeprefix(app.config["SETTINGS"].base_url)
    assert re.fullmatch(r"http://\S+/reset/\S+\n", link)
    assert client.get(path).status_code == 200
    with time_machine.travel(utcnow() + timedelta(hours=24, seconds=1)):
        assert client.get(path).status_code == 404


def test_a_disabled_account_gets_no_link(app):
    with app.app_context():
        an_account("ada", disabled_at=utcnow())

    assert refused(app, "reset-link", "ada").endswith("flask --app main user enable ada")
    with app.app_context():
        assert db.session.query(OneTimeToken).count() == 0


def test_a_lost_second_factor_is_removed(app):
    with app.app_context():
        user = an_account("ada", totp_secret="secret", totp_step=1)
        db.session.add(RecoveryCode(user_id=user.id, digest="x"))
        db.session.commit()

    told(app, "reset-second-factor", "ada")

    with app.app_context():
        user = queries.by_username("ada")
        assert (user.totp_secret, user.totp_step, db.session.query(RecoveryCode).count()) == (None, None, 0)


@pytest.mark.parametrize("command", ["disable", "enable", "reset-link", "reset-second-factor"])
def test_nobody_is_told_in_one_line(app, command):
    for name in ("nobody", "", "\udcff", "x" * 5000):
        assert "nobody has this username" in refused(app, command, name)


@pytest.mark.parametrize("command", [NEW, ["list"], ["disable", "ada"], ["reset-link", "ada"]])
def test_a_database_without_tables_is_told_in_one_line(settings, tmp_path, command):
    app = create_app(settings(BLOG_DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}"))

    assert "the database is empty; run: flask --app main db upgrade" in refused(app, *command)
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_does_not_answer_is_told_in_one_line(settings):
    app = create_app(settings(BLOG_DATABASE_URL="postgresql://nobody@127.0.0.1:9/blog?connect_timeout=3"))

    assert "the database failed" in refused(app, "list")


def test_help_is_there_without_a_database(settings, tmp_path):
    app = create_app(settings(BLOG_DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}"))

    assert "--password-stdin" in told(app, "create", "--help")
    assert all(name in told(app, "--help") for name in ("create", "disable", "list", "reset-link"))


def test_the_command_runs_as_it_is_typed(environ):
    assert flask(environ, "user", "list").split() == ["USERNAME", "ROLE", "STATE", "LAST", "SEEN", "EMAIL"]
