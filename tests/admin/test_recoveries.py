"""Helping somebody back in."""

from datetime import timedelta

import pytest
import time_machine

from blog.accounts.models import OneTimeToken, RecoveryCode
from blog.database import utcnow
from blog.extensions import db
from blog.lib import onetime, tokens
from tests.support.browsing import PARTIAL, log_in, post
from tests.support.factories import PASSWORD, a_user
from tests.support.html import only, page


def test_a_lost_second_factor_is_removed_with_its_codes(app, act, people, stored, change):
    change("ada", totp_secret=onetime.new_secret(), totp_step=1)
    with app.app_context():
        db.session.add(RecoveryCode(user_id=people["ada"], digest="x"))
        db.session.commit()

    act("ada", "second-factor/delete")

    assert (stored(people["ada"], "totp_secret"), stored(people["ada"], "totp_step")) == (None, None)
    with app.app_context():
        assert db.session.query(RecoveryCode).count() == 0


def test_a_reset_link_is_shown_once_and_replaces_the_one_before(app, act, admin, people):
    first, second = (only(page(act("ada", "reset-link")), ".secret").text() for _ in range(2))

    with app.app_context():
        row = db.session.query(OneTimeToken).one()
        lifetime = row.expires_at - utcnow()
    base, _, token = second.rpartition("/")
    assert base == f"{app.config['SETTINGS'].base_url}/reset"
    assert (row.digest, row.purpose, row.user_id) == (tokens.digest(token), "reset", people["ada"])
    assert timedelta(hours=23) < lifetime <= timedelta(hours=24)
    assert first != second
    assert token not in admin.get(f"/admin/users/{people['ada']}").text


def test_a_reset_link_runs_out_after_a_day(app, act, client):
    link = only(page(act("ada", "reset-link")), ".secret").text()
    path = link.removeprefix(app.config["SETTINGS"].base_url)

    assert client.get(path).status_code == 200
    with time_machine.travel(utcnow() + timedelta(hours=24, seconds=1)):
        assert client.get(path).status_code == 404


def test_an_imported_author_gets_in_by_a_link_with_the_address_that_the_admin_wrote(app, client, act):
    with app.app_context():
        id = a_user("Grace Hopper").id
        db.session.commit()

    link = only(page(act(id, "reset-link", {"email": "Grace@Example.org"})), ".secret").text()
    path = link.removeprefix(app.config["SETTINGS"].base_url)
    post(client, path, {"password": PASSWORD, "confirm_password": PASSWORD}, form="/login")

    assert log_in(client, "grace@example.org").status_code == 303
    assert log_in(app.test_client(), "grace-hopper").status_code == 303


def test_an_address_that_somebody_has_is_kept(app, act, stored, people):
    act("ada", "reset-link", {"email": "other@example.org"})

    with app.app_context():
        assert db.session.query(OneTimeToken).one().details == {}


@pytest.mark.parametrize("email", ["grace", "ada@example.org", "x" * 500])
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_an_unfit_or_taken_address_makes_no_link(app, act, email, headers):
    with app.app_context():
        id = a_user("Grace Hopper").id
        db.session.commit()

    response = act(id, "reset-link", {"email": email}, headers=headers)

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, "#email-error").text().strip()
    assert only(tree, "#email").attributes["value"] == email
    with app.app_context():
        assert db.session.query(OneTimeToken).count() == 0


def test_a_disabled_account_gets_no_link(act, change):
    change("ada", disabled_at=utcnow())

    response = act("ada", "reset-link")

    assert response.status_code == 422
    assert "Enable" in only(page(response), "[role=alert]").text()
