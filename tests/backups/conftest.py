"""A site with something of everything, and places where nothing stands yet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.backups.content import furnish


@pytest.fixture
def site(app) -> Flask:
    """A site with something in every table."""
    furnish(app)
    return app


@pytest.fixture
def bare(request, make_app, tmp_path) -> Iterator[Callable[..., Flask]]:
    """Make an application whose database is empty, of that kind: `bare("postgresql")`."""
    made = []

    def make(kind: str = "sqlite", **changes) -> Flask:
        name = f"new{len(made)}"
        folder = tmp_path / name
        url = f"sqlite:///{folder / 'blog.db'}"
        if kind == "postgresql":
            server = request.getfixturevalue("postgres_server")
            server.execute(f"CREATE DATABASE {name}")
            url = server.url(name)
        made.append((kind, name))
        folder.mkdir()
        return make_app(BLOG_DATA_DIR=str(folder), BLOG_DATABASE_URL=url, **changes)

    yield make
    for kind, name in made:
        if kind == "postgresql":
            request.getfixturevalue("postgres_server").execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def run() -> Callable[..., str]:
    """Run a command of a site, `run(app, "backup", path)`, and return what it says; `code` is expected."""

    def invoke(app: Flask, *arguments: str | Path, code: int = 0) -> str:
        result = app.test_cli_runner().invoke(args=[str(each) for each in arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    return invoke


@pytest.fixture
def backup(site, run, tmp_path) -> Path:
    """A backup of `site`."""
    path = tmp_path / "site.zip"
    run(site, "backup", path)
    return path
