"""What takes long holds no lock: on SQLite, where there is one writer, others go on writing meanwhile."""

import shutil
from threading import Thread

import pytest

from blog import create_app
from blog.config import Settings
from blog.database import sqlite_module
from blog.extensions import bcrypt, db
from tests.conftest import SECRET_KEY
from tests.support.browsing import log_in, post, signed_in
from tests.support.factories import PASSWORD, an_account

NEW = "a boat of paper sails"


@pytest.fixture
def database(sqlite_template, tmp_path):
    """The file of an empty SQLite database."""
    return shutil.copy(sqlite_template, tmp_path / "locks.db")


@pytest.fixture
def app(database, tmp_path):
    """A site on it whose passwords are as slow as a real one's; Ada has an account."""
    names = {"BLOG_DATABASE_URL": f"sqlite:///{database}", "BLOG_DATA_DIR": str(tmp_path / "data")}
    app = create_app(Settings.load({**names, "BLOG_SECRET_KEY": SECRET_KEY}))
    app.testing = True
    app.config["BCRYPT_LOG_ROUNDS"] = 13
    bcrypt.init_app(app)
    with app.app_context():
        an_account("ada")
    yield app
    with app.app_context():
        db.engine.dispose()


def free_share(path, action) -> tuple[int, int]:
    """While `action` runs, try to write over and over; return (how often it could, how often not)."""
    thread = Thread(target=action)
    # The same library as the site's: two copies of SQLite in a process undo each other's locks.
    connection = sqlite_module.connect(path, timeout=0, isolation_level=None)
    free = held = 0
    thread.start()
    while thread.is_alive():
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            free += 1
        except sqlite_module.OperationalError:
            held += 1
        thread.join(0.002)
    connection.close()
    return free, held


def sign_in(client):
    log_in(client)


def refuse(client):
    log_in(client, "ada", "a wrong password")


def register(client):
    form = {"username": "grace", "email": "grace@example.org", "password": NEW, "confirm_password": NEW}
    post(client, "/register", form, form="/register")


ACTIONS = {"signing in": sign_in, "a wrong password": refuse, "registering": register}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_a_password_is_hashed_while_others_write(app, database, action):
    client = app.test_client()

    free, held = free_share(database, lambda: action(client))

    assert free > 20, "too short to tell"
    assert held < free / 4


def test_a_changed_password_is_hashed_while_others_write(app, database):
    client = signed_in(app)
    form = {"current_password": PASSWORD, "password": NEW, "confirm_password": NEW}

    free, held = free_share(database, lambda: post(client, "/account/password", form))

    assert free > 20, "too short to tell"
    assert held < free / 4
