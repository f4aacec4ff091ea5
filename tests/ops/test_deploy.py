"""ops/DEPLOY.md and the files it installs: what they name exists, what they say is meant."""

import configparser
import json
import re
import runpy
import shlex
import subprocess

import click
import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from blog import create_app
from blog.config import Settings
from blog.posts.routes import editor
from tests.support.server import ROOT

GUIDE = (ROOT / "ops/DEPLOY.md").read_text()
BLOCKS = re.findall(r"^ *```sh[^\n]*\n(.*?)^ *```", GUIDE, re.MULTILINE | re.DOTALL)
INSTALLED = ("blog.service", "supervisor.conf", "nginx.conf", "Caddyfile")
HOME = "/srv/quire"  # of the program


def installed(name: str) -> str:
    return (ROOT / "ops" / name).read_text()


def test_the_guide_has_its_blocks():
    assert len(BLOCKS) >= 9


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_of_the_guide_is_shell(block):
    shell = block.replace("<this repository>", "repository")

    assert subprocess.run(["bash", "-n"], input=shell, text=True, capture_output=True).stderr == ""


@pytest.mark.parametrize("name", ["DEPLOY.md", *INSTALLED])
def test_every_file_that_is_named_exists(name):
    named = set(re.findall(rf"(?:{HOME}/|\b)(ops/[\w./-]+\w)", installed(name)))

    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()


def site_commands() -> list[list[str]]:
    """The words of each command of the site in the guide."""
    lines = re.findall(r"flask --app main ([^`\n]+)", GUIDE)
    return [shlex.split(line, comments=True) for line in lines]


@pytest.fixture(scope="module")
def any_app(tmp_path_factory) -> Flask:
    return create_app(Settings.load({"BLOG_DATA_DIR": str(tmp_path_factory.mktemp("data"))}))


@pytest.mark.parametrize("words", site_commands(), ids=" ".join)
def test_every_command_of_the_site_exists_with_its_options(any_app, words):
    command = any_app.cli
    context = click.Context(command)
    while isinstance(command, click.Group):
        command = command.get_command(context, words.pop(0))
        assert command is not None

    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known


def test_the_settings_of_the_guide_make_a_site(tmp_path):
    example = re.search(r"```json\n(.*?)```", GUIDE, re.DOTALL)[1]
    for text in (example, installed("config.json")):
        values = {
            **json.loads(text),
            "BLOG_DATA_DIR": str(tmp_path),
            "BLOG_SECRET_KEY": "0123456789abcdef" * 4,
        }
        file = tmp_path / "config.json"
        file.write_text(json.dumps(values))
        file.chmod(0o640)

        settings = Settings.load({"BLOG_CONFIG": str(file)})

        assert (settings.production, settings.proxy_hops) == (True, 1)


def test_the_secret_of_the_template_is_refused_until_it_is_replaced(tmp_path):
    values = {**json.loads(installed("config.json")), "BLOG_DATA_DIR": str(tmp_path)}

    with pytest.raises(Exception, match="BLOG_SECRET_KEY"):
        Settings.load({name: str(value) for name, value in values.items()})


def gunicorn_settings(monkeypatch, **values) -> dict:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "ops/gunicorn.conf.py"))


def test_gunicorn_listens_where_the_settings_say(monkeypatch, tmp_path):
    file = tmp_path / "config.json"
    file.write_text('{"BLOG_PORT": 5003, "BLOG_HOST": "::1"}')

    assert gunicorn_settings(monkeypatch, BLOG_CONFIG=str(file))["bind"] == "[::1]:5003"
    assert gunicorn_settings(monkeypatch, BLOG_PORT="5004", BLOG_HOST="127.0.0.1")["bind"] == "127.0.0.1:5004"


def parsed(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, inline_comment_prefixes=(" ;",))
    parser.optionxform = str
    parser.read_string(installed(name))
    return parser


def test_systemd_and_supervisor_run_the_same_and_wait_for_what_is_in_flight(monkeypatch):
    service, program = parsed("blog.service")["Service"], parsed("supervisor.conf")["program:blog"]
    patience = gunicorn_settings(monkeypatch)["graceful_timeout"]

    assert (
        service["ExecStart"]
        == program["command"]
        == f"{HOME}/.venv/bin/gunicorn -c ops/gunicorn.conf.py main:app"
    )
    assert service["WorkingDirectory"] == program["directory"] == HOME
    assert service["User"] == program["user"] == "quire"
    assert min(int(service["TimeoutStopSec"]), int(program["stopwaitsecs"])) > patience


def test_all_files_mean_the_same_address():
    for name in ("blog.socket", "nginx.conf", "Caddyfile", "DEPLOY.md"):
        assert "127.0.0.1:5000" in installed(name), name


def test_nginx_lets_through_what_the_application_takes():
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", installed("nginx.conf"))[1])

    assert megabytes == editor.PICTURE + 1


def test_the_addresses_that_nginx_limits_are_those_of_the_site(any_app):
    pattern = re.search(r'"~\^POST:/\((.*)\)\$"', installed("nginx.conf"))[1]
    addresses = any_app.url_map.bind("localhost")

    for path in pattern.replace(".*", "token").split("|"):
        try:
            addresses.match(f"/{path}", method="POST")
        except HTTPException as error:
            pytest.fail(f"/{path}: {error}")


@pytest.mark.parametrize("script", ["install", "firewall"])
def test_the_scripts_say_what_they_want(script):
    result = subprocess.run([ROOT / "ops" / script, "nonsense"], capture_output=True, text=True)

    assert (result.returncode, result.stderr) == (2, f"quire: usage: ops/{script}\n")
