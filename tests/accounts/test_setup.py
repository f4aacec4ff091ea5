"""The first admin: by the link that the server prints, and in no other way."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from urllib.request import urlopen

import pytest
import time_machine

from blog.accounts import queries, setup
from blog.accounts.models import OneTimeToken, User
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import PARTIAL, is_signed_in, post
from tests.support.factories import PASSWORD, a_user, an_account
from tests.support.html import attributes, only, page, texts
from tests.support.server import ROOT, serving

GOOD = {
    "username": "Captain",
    "email": "captain@example.org",
    "password": PASSWORD,
    "confirm_password": PASSWORD,
}

PRINTING = """
import runpy, sys
sys.stdout = open(sys.argv[1], "w", 1)
runpy.run_path("main.py", run_name="__main__")
"""


@pytest.fixture
def path(app) -> str:
    """The path of a fresh set-up link."""
    with app.app_context():
        link = setup.new_link()
        db.session.commit()
    return link.removeprefix(app.config["SETTINGS"].base_url)


def set_up(client, path, headers=None, **changes):
    return post(client, path, {**GOOD, **changes}, form="/login", headers=headers)


@pytest.mark.parametrize("kind", ["open", "invite", "closed"])
def test_the_link_makes_the_admin_whoever_may_register(make_app, path, kind):
    app = make_app(BLOG_REGISTRATION=kind)
    client = app.test_client()

    form = page(client.get(path))
    response = set_up(client, path)

    assert texts(form, "main label") == ["Username", "Email", "Password", "Confirm password"]
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert texts(page(client.get("/")), "#toasts .toast") == ["Welcome, Captain. This site is yours."]
    assert client.get("/admin/users").status_code == 200
    with app.app_context():
        assert queries.by_username("captain").role == "admin"


def test_under_htmx_the_window_goes_on(client, path):
    response = set_up(client, path, PARTIAL)

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/")
    assert is_signed_in(client)


def test_the_link_works_once(app, client, path):
    set_up(client, path)
    other = app.test_client()

    assert other.get(path).status_code == 404
    assert set_up(other, path, username="Eve", email="eve@example.org").status_code == 404
    with app.app_context():
        assert db.session.query(User).count() == 1


def test_looking_uses_nothing_up_and_is_kept_by_no_cache(app, client, path):
    for _ in range(3):
        response = client.get(path)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")

    assert set_up(client, path).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "a b"), ("email", "captain"), ("password", "short"), ("confirm_password", "other")],
)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_wrong_input_is_told_and_the_link_still_stands(app, client, path, field, value, headers):
    response = set_up(client, path, headers, **{field: value})

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, f"#{field}-error").text().strip()
    assert attributes(tree, "main form, form.form", "action")[0] == path
    assert PASSWORD not in response.text
    assert set_up(client, path).status_code == 303


def test_a_name_taken_by_an_imported_author_is_told(app, client, path):
    with app.app_context():
        a_user("Ada Lovelace")
        db.session.commit()

    response = set_up(client, path, username="ada-lovelace")

    assert response.status_code == 422
    assert "taken" in only(page(response), "#username-error").text()
    assert client.get(path).status_code == 200


def test_without_a_token_of_the_form_nothing_happens(app, client, path):
    assert client.post(path, data=GOOD).status_code == 400
    with app.app_context():
        assert db.session.query(User).count() == 0


def test_auz_21_more_fields_than_the_form_has_are_ignored(app, client, path):
    set_up(client, path, id="99", role="reader", disabled_at="x", totp_secret="x")

    with app.app_context():
        user = db.session.query(User).one()
        assert (user.role, user.id == 99, user.can_sign_in, user.totp_secret) == ("admin", False, True, None)


def test_a_link_that_was_never_made_is_not_found(client, path):
    for token in ("x", path.rpartition("/")[2][:-1], "a" * 5000, "%F0%9F%98%80"):
        assert client.get(f"/setup/{token}").status_code == 404
        assert set_up(client, f"/setup/{token}").status_code == 404


def test_the_link_runs_out_after_a_week(client, path):
    with time_machine.travel(utcnow() + timedelta(days=7, seconds=1)):
        assert client.get(path).status_code == 404
        assert set_up(client, path).status_code == 404


def test_a_newer_link_replaces_the_older(app, client, path):
    with app.app_context():
        newer = setup.new_link().removeprefix(app.config["SETTINGS"].base_url)
        db.session.commit()

    assert (client.get(path).status_code, client.get(newer).status_code) == (404, 200)
    with app.app_context():
        assert db.session.query(OneTimeToken).count() == 1


def test_another_kind_of_token_sets_nothing_up(app, client, path):
    with app.app_context():
        db.session.execute(db.update(OneTimeToken).values(purpose="invite"))
        db.session.commit()

    assert client.get(path).status_code == 404


def test_the_link_is_dead_once_an_admin_can_sign_in(app, client, path):
    with app.app_context():
        an_account("boss", role="admin")

    assert client.get(path).status_code == 404
    assert set_up(client, path).status_code == 404


def test_no_link_is_made_where_somebody_can_sign_in(app):
    with app.app_context():
        a_user("Ada Lovelace")  # imported: cannot
        an_account("gone", disabled_at=utcnow())
        assert setup.new_link()

        an_account("eve", role="reader")
        assert setup.new_link() is None


def test_of_eight_who_set_up_at_once_one_wins(app, path):
    def once(number):
        names = {"username": f"captain{number}", "email": f"captain{number}@example.org"}
        return set_up(app.test_client(), path, **names).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(once, range(8)))

    assert answers == [303] + [404] * 7
    with app.app_context():
        assert db.session.query(User).count() == 1


@contextmanager
def talking(environ, log) -> Iterator[str]:
    """Serve as `python main.py` does, with what it prints in the file `log`; lend the address."""
    with serving(environ, ("-c", PRINTING, str(log))) as url:
        yield url


def test_the_server_prints_a_link_that_opens_until_somebody_can_sign_in(environ, make_app, tmp_path):
    first, second = tmp_path / "first.log", tmp_path / "second.log"

    with talking(environ, first) as url:
        link = re.search(r"http://\S+/setup/\S+", first.read_text())[0]
        with urlopen(link) as answer:
            assert answer.status == 200
    made = set_up(make_app().test_client(), link.removeprefix(url))
    with talking(environ, second):
        later = second.read_text()

    assert link.startswith(url)
    assert made.status_code == 303
    assert " is at http://" in later
    assert "/setup/" not in later


def test_a_start_that_fails_leaves_the_link_of_the_running_server_alone(environ, tmp_path):
    log = tmp_path / "server.log"

    with talking(environ, log) as url:
        again = {**os.environ, **environ, "BLOG_PORT": url.rpartition(":")[2]}
        failed = subprocess.run(
            [sys.executable, "main.py"], cwd=ROOT, env=again, capture_output=True, text=True
        )
        with urlopen(re.search(r"http://\S+/setup/\S+", log.read_text())[0]) as answer:
            opened = answer.status

    assert (failed.returncode, opened) == (2, 200)
    assert "/setup/" not in failed.stdout
