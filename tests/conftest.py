"""A real application on a real, migrated, empty database: SQLite and PostgreSQL, one after the other."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from blog import create_app
from blog.config import Settings
from blog.extensions import bcrypt, db
from tests.support import postgres
from tests.support.bytecode import compiled_templates
from tests.support.sharing import pytest_xdist_make_scheduler  # noqa: F401
from tests.support.skips import pytest_runtest_makereport  # noqa: F401

SECRET_KEY = "tests only: 0123456789abcdefghijklmnopqrstuvwxyz"


def migrate(database_url: str, data_dir) -> None:
    """Bring a database from empty to the newest schema, by the real migrations."""
    environ = {
        "BLOG_DATABASE_URL": database_url,
        "BLOG_DATA_DIR": str(data_dir),
        "BLOG_SECRET_KEY": SECRET_KEY,
    }
    app = create_app(Settings.load(environ))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """The file of an empty, migrated SQLite database."""
    folder = tmp_path_factory.mktemp("sqlite")
    migrate(f"sqlite:///{folder / 'blog.db'}", folder)
    return folder / "blog.db"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory) -> Iterator[postgres.Postgres]:
    """A PostgreSQL server that holds `template`, an empty, migrated database."""
    with postgres.running() as server:
        server.execute("CREATE DATABASE template")
        migrate(server.url("template"), tmp_path_factory.mktemp("postgres"))
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'blog.db')}"
    else:
        server = request.getfixturevalue("postgres_server")
        with server.copy_of("template", "test") as url:
            yield url


@pytest.fixture
def environ(database_url, tmp_path) -> dict[str, str]:
    """The settings of this test's site by their names, also for processes of their own."""
    return {
        "BLOG_DATA_DIR": str(tmp_path / "data"),
        "BLOG_DATABASE_URL": database_url,
        "BLOG_SECRET_KEY": SECRET_KEY,
    }


@pytest.fixture
def settings(environ) -> Callable[..., Settings]:
    """Make settings from `environ`, some of them changed: `settings(BLOG_TITLE="Harbour")`."""
    return lambda **changes: Settings.load({**environ, **changes})


@pytest.fixture
def make_app(settings) -> Iterator[Callable[..., Flask]]:
    """Make applications on this test's database, some settings changed: `make_app(BLOG_TITLE="Harbour")`."""
    made = []

    def make(**changes) -> Flask:
        app = create_app(settings(**changes))
        app.testing = True
        app.config.update(RUN_JOBS=False, BCRYPT_LOG_ROUNDS=4)
        app.jinja_env.bytecode_cache = compiled_templates
        bcrypt.init_app(app)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app) -> Flask:
    return make_app()


@pytest.fixture
def client(app) -> FlaskClient:
    return app.test_client()
