"""What a token opens, and that everything else opens nothing."""

import hmac
from datetime import timedelta

import jwt
import pytest
import time_machine

from blog.accounts.models import ApiToken, User
from blog.api import jwts
from blog.database import utcnow
from blog.extensions import db
from tests.api.programs import a_token, ask, bearing, me, problem
from tests.support.browsing import signed_in
from tests.support.factories import an_account

NEW_KEY = "another key for tests: zyxwvutsrqponmlkjihgfedcba9876543210"


@pytest.fixture(autouse=True)
def ada(app):
    with app.app_context():
        an_account("ada", role="editor", bio="Wrote the first program.", name="Ada Lovelace")
        an_account("bea")


@pytest.fixture
def token(client) -> str:
    return a_token(client)


def change(app, statement):
    with app.app_context():
        db.session.execute(statement)
        db.session.commit()


def resigned(token: str, key: bytes | None, algorithm: str = "HS256", **changes) -> str:
    """The claims of `token`, some of them changed or (None) left out, signed again."""
    claims = {**jwt.decode(token, options={"verify_signature": False}), **changes}
    return jwt.encode({name: value for name, value in claims.items() if value}, key, algorithm)


def test_it_says_who_you_are_and_nothing_about_others(app, client, token):
    with app.app_context():
        created_at = db.session.scalar(db.select(User.created_at).where(User.username == "ada"))

    response = me(client, token)

    site = app.config["SETTINGS"].base_url
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json == {
        "username": "ada",
        "name": "Ada Lovelace",
        "role": "editor",
        "email": "ada@example.org",
        "bio": "Wrote the first program.",
        "avatar_url": None,
        "url": f"{site}/@ada",
        "created_at": created_at.isoformat(timespec="seconds"),
    }


def test_a_picture_has_a_whole_address(app, client, token):
    change(app, db.update(User).where(User.username == "ada").values(avatar="a" * 32))

    assert (
        me(client, token).json["avatar_url"] == f"{app.config['SETTINGS'].base_url}/avatars/{'a' * 32}.webp"
    )


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # HS512 wants a longer key
def test_aun_51_whatever_is_wrong_with_a_token_the_answer_is_the_same(app, client, token):
    derived = hmac.digest(app.config["SECRET_KEY"].encode(), jwts.LABEL, "sha256")
    signed, other = token.rpartition(".")[0], a_token(client, email="bea")
    with app.app_context():
        bea = str(db.session.scalar(db.select(User.id).where(User.username == "bea")))
    revoked, expired = a_token(client, name="revoked"), a_token(client, name="expired")
    change(app, db.delete(ApiToken).where(ApiToken.name == "revoked"))
    change(app, db.update(ApiToken).where(ApiToken.name == "expired").values(expires_at=utcnow()))
    bad = {
        "revoked": revoked,
        "expired": expired,
        "another's signature": f"{signed}.{other.rpartition('.')[2]}",
        "another's id": resigned(token, derived, sub=bea),
        "of another site": resigned(token, derived, iss="https://evil.example"),
        "for another site": resigned(token, derived, aud="https://evil.example"),
        "for ever": resigned(token, derived, exp=None),
        "from the future": resigned(token, derived, iat=utcnow() + timedelta(days=1)),
        "signed with the raw key": resigned(token, app.config["SECRET_KEY"].encode()),
        "not signed": resigned(token, None, "none"),
        "another algorithm": resigned(token, derived, "HS512"),
        "garbage": "garbage",
        "dots": "..",
        "long": "x" * 7000,
        "odd": "\u00e4\u00f6.\u00fc.\u00df",
    }

    answers = {name: me(client, text) for name, text in bad.items()}
    answers["nothing"] = client.get("/api/v1/me")
    answers["empty"] = client.get("/api/v1/me", headers={"Authorization": "Bearer"})
    answers["basic"] = client.get("/api/v1/me", auth=("ada", "password"))
    answers["two"] = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}, Bearer {token}"})

    for name, response in answers.items():
        assert (response.status_code, response.data) == (401, answers["nothing"].data), name
        assert response.headers["WWW-Authenticate"] == "Bearer", name
        assert problem(response)["code"] == "invalid_token", name
    assert me(client, token).status_code == 200
    assert me(client, resigned(token, derived)).status_code == 200


def test_a_token_of_this_site_is_none_of_another(app, make_app, token):
    other = make_app(BLOG_BASE_URL="http://127.0.0.1:7777").test_client()

    assert me(other, token).status_code == 401


def test_a_token_ends_with_its_time(client, token):
    with time_machine.travel(utcnow() + timedelta(days=90, minutes=-1)):
        assert me(client, token).status_code == 200
    with time_machine.travel(utcnow() + timedelta(days=90, seconds=1)):
        assert me(client, token).status_code == 401


@pytest.mark.parametrize("values", [{"disabled_at": utcnow()}, {"password_hash": None}])
def test_who_may_not_sign_in_is_not_let_in_by_a_token_either(app, client, token, values):
    change(app, db.update(User).where(User.username == "ada").values(**values))

    assert me(client, token).status_code == 401


def test_a_deleted_account_takes_its_tokens_along(app, client, token):
    change(app, db.delete(User).where(User.username == "ada"))

    assert me(client, token).status_code == 401
    with app.app_context():
        assert db.session.query(ApiToken).count() == 0


def test_a_demotion_counts_from_the_next_request(app, client, token):
    change(app, db.update(User).where(User.username == "ada").values(role="reader"))

    assert me(client, token).json["role"] == "reader"


def test_aun_54_a_token_in_the_address_opens_nothing(client, token):
    for name in ("token", "access_token", "bearer"):
        assert problem(client.get(f"/api/v1/me?{name}={token}"))["code"] == "invalid_token"


def test_a_cookie_opens_nothing_here(app):
    client = signed_in(app)

    response = client.get("/api/v1/me")

    assert problem(response)["code"] == "invalid_token"
    assert "Set-Cookie" not in response.headers


def test_a_token_that_lacks_the_scope_is_told_so(client):
    response = me(client, a_token(client, scopes=["write"]))

    assert (response.status_code, problem(response)["code"]) == (403, "insufficient_scope")
    assert response.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="read"'


def test_a_token_outlives_a_new_secret_key_while_the_old_one_is_kept(app, make_app, token):
    old = app.config["SECRET_KEY"]
    rotated = make_app(BLOG_SECRET_KEY=NEW_KEY, BLOG_SECRET_KEY_FALLBACKS=f'["{"x9" * 8 + old}", "{old}"]')
    forgotten = make_app(BLOG_SECRET_KEY=NEW_KEY)

    assert me(rotated.test_client(), token).status_code == 200
    assert me(forgotten.test_client(), token).status_code == 401
    fresh = a_token(rotated.test_client(), name="fresh")
    assert me(forgotten.test_client(), fresh).status_code == 200


def test_the_last_use_is_noted_now_and_then(app, client, token):
    def used():
        with app.app_context():
            return db.session.scalar(db.select(ApiToken.used_at))

    assert used() is None
    me(client, token).close()
    first = used()
    me(client, token).close()
    assert first is not None
    assert used() == first
    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        me(client, token).close()
        assert used() > first


def test_head_answers_like_get_without_a_body(client, token):
    response = client.head("/api/v1/me", headers=bearing(token))

    assert (response.status_code, response.data) == (200, b"")


def test_auz_32_no_answer_tells_of_others(client, token):
    answers = [me(client, token), ask(client, name="another"), ask(client, email="bea", password="wrong")]

    assert all("bea@example.org" not in response.text for response in answers)
