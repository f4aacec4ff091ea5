"""Keeping somebody out."""

from datetime import timedelta

from blog.accounts.models import ApiToken, OneTimeToken
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import is_signed_in, log_in, signed_in


def test_whoever_is_disabled_is_out_at_once_and_stays_out(app, act, people):
    client = signed_in(app)
    with app.app_context():
        for number, user_id in enumerate(people.values()):
            row = {"name": "x", "scopes": [], "expires_at": utcnow() + timedelta(days=1)}
            db.session.add(ApiToken(id=str(number), user_id=user_id, **row))
        db.session.commit()
    act("ada", "reset-link")

    act("ada", "disable")

    assert not is_signed_in(client)
    assert log_in(app.test_client()).status_code == 422
    with app.app_context():
        assert [row.user_id for row in db.session.query(ApiToken)] == [people["root"]]
        assert db.session.query(OneTimeToken).count() == 0
    act("ada", "enable")
    assert not is_signed_in(client)
    assert log_in(app.test_client()).status_code == 303


def test_signing_out_ends_every_session_of_that_person_only(app, act, admin):
    devices = [signed_in(app), signed_in(app)]

    act("ada", "sign-out")

    assert not any(is_signed_in(device) for device in devices)
    assert is_signed_in(admin)
