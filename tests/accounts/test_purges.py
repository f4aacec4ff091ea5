"""What has served its time is forgotten, and nothing else."""

from datetime import timedelta

import pytest
import time_machine

from blog.accounts.models import OneTimeToken, User, UserSession
from blog.accounts.purges import purge
from blog.database import utcnow
from blog.extensions import db
from blog.site.parking import ParkedForm
from blog.site.throttles import Throttle
from tests.support.browsing import is_signed_in, log_in, signed_in
from tests.support.factories import a_token, an_account

TABLES = (UserSession, OneTimeToken, ParkedForm, Throttle)


@pytest.fixture
def client(app):
    """Ada, signed in; and a row in each table that is purged."""
    with app.app_context():
        an_account("ada")
        a_token("reset", db.session.scalar(db.select(User.id)))
    app.test_client().post("/account", data={"bio": "Typed."})
    log_in(app.test_client(), "ada", "wrong password")
    return signed_in(app, remember="1")


def rows(app) -> list[int]:
    with app.app_context():
        return [db.session.query(table).count() for table in TABLES]


def run(app):
    with app.app_context():
        purge({})
        db.session.commit()


def test_what_still_counts_stays(app, client):
    before = rows(app)

    run(app)

    assert all(before)
    assert rows(app) == before
    assert is_signed_in(client)


def test_in_the_end_all_of_it_goes(app, client):
    with time_machine.travel(utcnow() + timedelta(days=40)):
        run(app)

    assert rows(app) == [0, 0, 0, 0]
