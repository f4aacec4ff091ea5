"""Starting: one line for each problem, exit 2, no traceback."""

import os
import socket
import subprocess
import sys
from http.client import HTTPConnection

import pytest
from sqlalchemy import text

from blog.extensions import db
from tests.support.server import GUNICORN, ROOT, WAITRESS, serving


def start(environ: dict[str, str]) -> subprocess.CompletedProcess:
    """Run main.py where it cannot start."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    return subprocess.run(
        [sys.executable, *WAITRESS],
        cwd=ROOT,
        env={**inherited, **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_refused(result: subprocess.CompletedProcess, *words: str) -> None:
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == len(words), result.stderr
    assert all(word in line for word, line in zip(words, lines, strict=True)), result.stderr


def test_wrong_settings_are_all_told_at_once(tmp_path):
    result = start({"BLOG_DATA_DIR": str(tmp_path), "BLOG_PORT": "zero", "BLOG_TIMEZONE": "Nowhere"})

    assert_refused(result, "BLOG_PORT", "BLOG_TIMEZONE")


def test_a_data_directory_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "file").touch()

    result = start({"BLOG_DATA_DIR": str(tmp_path / "file" / "data")})

    assert "BLOG_DATA_DIR" in result.stderr.splitlines()[0]
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)


def test_a_port_in_use_is_told(environ):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = start({**environ, "BLOG_PORT": str(port)})

    assert_refused(result, str(port))


def test_a_host_that_is_nowhere_is_told(tmp_path):
    nowhere = {"BLOG_HOST": "nowhere.invalid", "BLOG_BASE_URL": "http://localhost"}

    assert_refused(start({"BLOG_DATA_DIR": str(tmp_path), **nowhere}), "nowhere.invalid")


@pytest.mark.parametrize("program", [WAITRESS, GUNICORN], ids=["waitress", "gunicorn"])
def test_a_trusted_proxy_is_believed(environ, program):
    with serving({**environ, "BLOG_PROXY_HOPS": "1"}, program) as url:
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        connection = HTTPConnection(url.removeprefix("http://"))
        connection.request("GET", "/tags", headers=forwarded)
        location = connection.getresponse().headers["Location"]
        connection.close()

    assert location.startswith("https://")


def test_a_database_that_does_not_answer_is_told(tmp_path):
    nobody = "postgresql://nobody@127.0.0.1:9/blog?connect_timeout=3"

    result = start({"BLOG_DATA_DIR": str(tmp_path), "BLOG_DATABASE_URL": nobody})

    assert_refused(result, "BLOG_DATABASE_URL")


def test_a_database_newer_than_the_program_is_told(app, environ):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert_refused(start(environ), "newer than this program")


def test_cfg_05_debug_mode_is_refused_on_an_https_site(environ):
    https = {**environ, "BLOG_BASE_URL": "https://blog.example.org", "FLASK_DEBUG": "1"}

    assert_refused(start(https), "debug")


def test_main_migrates_an_empty_database_and_serves(tmp_path):
    with serving({"BLOG_DATA_DIR": str(tmp_path / "new data")}):
        assert (tmp_path / "new data" / "blog.db").exists()
        assert (tmp_path / "new data" / "secret_key").exists()
