"""A program gets a token for credentials, under the same rules as the login form."""

import json
from datetime import datetime, timedelta

import pyotp
import pytest

from blog.accounts.models import ApiToken, RecoveryCode, User
from blog.database import utcnow
from blog.extensions import db
from blog.lib import onetime
from tests.api.programs import CREDENTIALS, ask, me, problem
from tests.support.browsing import log_in
from tests.support.factories import an_account


@pytest.fixture(autouse=True)
def ada(app):
    with app.app_context():
        an_account("ada")


@pytest.fixture
def secret(app) -> str:
    """The secret of Ada's second factor; she has a recovery code as well."""
    secret = onetime.new_secret()
    with app.app_context():
        user = db.session.scalar(db.select(User))
        user.totp_secret = secret
        db.session.add(RecoveryCode(user_id=user.id, digest=onetime.recovery_key("k7fq-2mzd")))
        db.session.commit()
    return secret


def count(app) -> int:
    with app.app_context():
        return db.session.query(ApiToken).count()


def test_credentials_give_a_token_that_works_and_is_kept_nowhere(app, client):
    response = ask(client, name="  nightly\nbackup ", scopes=["write", "read", "read"])

    assert response.status_code == 201
    assert (response.mimetype, response.headers["Cache-Control"]) == ("application/json", "no-store")
    assert set(response.json) == {"token", "name", "scopes", "expires_at"}
    assert (response.json["name"], response.json["scopes"]) == ("nightly backup", ["read", "write"])
    lifetime = datetime.fromisoformat(response.json["expires_at"]) - utcnow()
    assert timedelta(days=89, hours=23) < lifetime <= timedelta(days=90)
    assert me(client, response.json["token"]).json["username"] == "ada"
    with app.app_context():
        row = db.session.scalar(db.select(ApiToken))
        kept = json.dumps([str(value) for value in vars(row).values()])
        assert response.json["token"].split(".")[2] not in kept


def test_a_token_may_read_unless_more_was_asked_for_and_no_cookie_is_set(client):
    response = ask(client)

    assert response.json["scopes"] == ["read"]
    assert "Set-Cookie" not in response.headers


def test_aun_01_an_unknown_address_and_a_wrong_password_get_the_same_answer(app, client):
    wrong = ask(client, password="wrong")
    unknown = ask(client, email="eve@example.org")

    assert problem(wrong)["code"] == "wrong_credentials"
    assert (wrong.status_code, wrong.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert wrong.data == unknown.data
    assert count(app) == 0


def test_who_is_disabled_gets_no_token(app, client):
    with app.app_context():
        db.session.execute(db.update(User).values(disabled_at=utcnow()))
        db.session.commit()

    assert problem(ask(client))["code"] == "wrong_credentials"


def test_aun_07_guesses_count_together_with_those_at_the_login_form(client):
    guesses = [log_in(client, "ada@example.org", f"guess {n}").status_code for n in range(5)]
    guesses += [ask(client, password=f"guess {n}").status_code for n in range(5)]
    blocked = ask(client)

    assert guesses == [422] * 5 + [401] * 5
    assert problem(blocked)["status"] == 429
    assert 0 < int(blocked.headers["Retry-After"]) <= 300
    assert log_in(client, "ada@example.org").status_code == 429


def test_aun_11_one_password_for_many_names_is_slowed_down(client):
    answers = [ask(client, email=f"user{n}", password="summer sun").status_code for n in range(31)]

    assert answers == [401] * 30 + [429]


def test_right_credentials_are_no_guesses(client):
    assert [ask(client, name=f"token {n}").status_code for n in range(12)] == [201] * 12


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": 7}, "email"),
        ({"email": "x" * 5000}, "email"),
        ({"password": ""}, "password"),
        ({"password": ["a"]}, "password"),
        ({"otp": 123456}, "otp"),
        ({"otp": None}, "otp"),
        ({"name": ""}, "name"),
        ({"name": " \n"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": {}}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": "read"}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"scopes": [["read"]]}, "scopes"),
        ({"scopes": None}, "scopes"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_made(app, client, changes, field):
    response = ask(client, **changes)

    found = problem(response)
    assert (response.status_code, found["code"]) == (422, "invalid")
    assert [error["pointer"] for error in found["errors"]] == [f"#/{field}"]
    assert found["errors"][0]["detail"]
    assert count(app) == 0


def test_all_wrong_fields_are_named_at_once(client):
    response = client.post("/api/v1/tokens", json={})

    assert [error["pointer"] for error in problem(response)["errors"]] == ["#/email", "#/password", "#/name"]


def test_auz_21_more_fields_than_there_are_change_nothing(app, client):
    ask(client, role="admin", user_id=99, id="x", expires_at="2099-01-01", lifetime=9999)

    with app.app_context():
        row, user = db.session.scalar(db.select(ApiToken)), db.session.scalar(db.select(User))
        assert (user.role, row.user_id, row.id == "x") == ("author", user.id, False)
        assert row.expires_at - row.created_at == timedelta(days=90)


def test_nobody_holds_more_than_fifty_and_what_ran_out_does_not_count(app, client):
    with app.app_context():
        user_id, now = db.session.scalar(db.select(User.id)), utcnow()
        for n in range(50):
            late = now + timedelta(days=1 if n else -1)
            db.session.add(
                ApiToken(id=f"{n:032}", user_id=user_id, name=str(n), scopes=["read"], expires_at=late)
            )
        db.session.commit()

    answers = [ask(client) for _ in range(2)]

    assert [response.status_code for response in answers] == [201, 409]
    assert problem(answers[1])["code"] == "too_many_tokens"
    assert count(app) == 50


def test_a_second_factor_is_asked_for_after_the_right_password_only(app, client, secret):
    wrong, right = ask(client, password="wrong", otp="123456"), ask(client)

    assert problem(wrong)["code"] == "wrong_credentials"
    assert (right.status_code, problem(right)["code"]) == (401, "otp_required")
    assert right.json["type"].endswith("otp_required")
    assert count(app) == 0


def test_a_code_of_the_second_factor_works_once(app, client, secret):
    code = pyotp.TOTP(secret).now()

    answers = [ask(client, otp=code) for _ in range(2)]

    assert [response.status_code for response in answers] == [201, 401]
    assert problem(answers[1])["code"] == "otp_required"
    assert count(app) == 1


def test_a_recovery_code_works_once(client, secret):
    answers = [ask(client, otp="K7FQ 2MZD").status_code for _ in range(2)]

    assert answers == [201, 401]


def test_a_code_is_not_used_up_where_no_token_was_made(app, client, secret):
    with app.app_context():
        user_id, late = db.session.scalar(db.select(User.id)), utcnow() + timedelta(days=1)
        rows = [ApiToken(id=f"{n:032}", user_id=user_id, name=str(n), scopes=[]) for n in range(50)]
        for row in rows:
            row.expires_at = late
        db.session.add_all(rows)
        db.session.commit()

    refused = ask(client, otp="k7fq-2mzd")

    assert refused.status_code == 409
    with app.app_context():
        assert db.session.query(RecoveryCode).count() == 1


def test_guesses_at_the_second_factor_are_slowed_down(client, secret):
    answers = [ask(client, otp=f"{n:06}").status_code for n in range(6)]

    assert answers == [401] * 5 + [429]


def test_credentials_count_in_the_body_only(client):
    response = client.post("/api/v1/tokens", query_string=CREDENTIALS, json={})

    assert response.status_code == 422
