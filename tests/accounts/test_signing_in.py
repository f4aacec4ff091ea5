"""Signing in and out, and what an attacker would try."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from blog.accounts import passwords, sessions
from blog.accounts.models import User, UserSession
from blog.database import utcnow
from blog.extensions import db
from blog.web import throttle
from tests.support.browsing import PARTIAL, is_signed_in, log_in, post, signed_in
from tests.support.factories import PASSWORD, an_account
from tests.support.html import only, page, texts


@pytest.fixture(autouse=True)
def ada(app):
    with app.app_context():
        an_account("ada")


NEW_KEY = "another key for tests: zyxwvutsrqponmlkjihgfedcba9876543210"


def cookie(client) -> str:
    return client.get_cookie("session").value


def change(app, **values):
    """Change Ada's account behind her back."""
    with app.app_context():
        db.session.execute(db.update(User).values(values))
        db.session.commit()


@pytest.mark.parametrize("name", ["ada", "ADA", "ada@example.org", " Ada@Example.org "])
def test_the_address_or_the_name_opens_in_any_spelling(client, name):
    response = log_in(client, name, next="/about")

    assert (response.status_code, response.headers["Location"]) == (303, "/about")
    assert is_signed_in(client)


def test_whoever_is_signed_in_is_sent_on(app):
    response = signed_in(app).get("/login?next=/about")

    assert (response.status_code, response.headers["Location"]) == (303, "/about")


def test_aun_01_an_unknown_name_and_a_wrong_password_look_the_same(client):
    answers = [log_in(client, name, "wrong password") for name in ("ada", "eve")]

    bodies = [
        response.text.replace(name, "NAME") for response, name in zip(answers, ("ada", "eve"), strict=True)
    ]
    shapes = [page(response).css_first("form").html.count("<") for response in answers]
    assert [response.status_code for response in answers] == [422, 422]
    assert shapes[0] == shapes[1]
    assert len({str(texts(page(response), ".field-error")) for response in answers}) == 1
    assert all("wrong password" not in body for body in bodies)


@pytest.mark.parametrize("data", [{"email": ""}, {"password": ""}, {"email": "x" * 5000}, {"email": "a\0b"}])
def test_an_unfit_form_is_refused_in_words(client, data):
    response = post(client, "/login", {"email": "ada", "password": PASSWORD, **data}, form="/login")

    assert response.status_code in (400, 422)
    assert not is_signed_in(client)


@pytest.mark.parametrize("length", [73, 129, 4096, 100_000])
def test_aun_41_a_long_wrong_password_is_a_plain_failure(client, length):
    assert log_in(client, "ada", "x" * length).status_code == 422


def test_aun_43_the_end_of_a_long_password_counts(app):
    from_72 = "A" * 72
    with app.app_context():
        an_account("bea", password_hash=passwords.hash(from_72 + "B"))

    assert log_in(app.test_client(), "bea", from_72 + "C").status_code == 422
    assert log_in(app.test_client(), "bea", from_72 + "B").status_code == 303


@pytest.mark.parametrize("hashed", ["", "x", "$2b$12$short", None])
def test_aun_49_a_corrupt_hash_is_a_plain_failure(app, client, hashed):
    change(app, password_hash=hashed)

    assert log_in(client).status_code == 422


def test_aun_07_guessing_at_one_account_is_slowed_down_but_its_owner_gets_in_elsewhere(app, client):
    answers = [log_in(client, "ada", f"guess {n}").status_code for n in range(11)]
    blocked = log_in(client)
    elsewhere = post(
        client,
        "/login",
        {"email": "ada", "password": PASSWORD},
        form="/login",
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )

    assert answers == [422] * 10 + [429]
    assert blocked.status_code == 429
    assert 0 < int(blocked.headers["Retry-After"]) <= 300
    assert "minutes" in only(page(blocked), "main p:not(.status)").text()
    assert elsewhere.status_code == 303


def test_aun_08_all_processes_count_together(app, make_app):
    other = make_app()
    answers = [log_in((app, other)[n % 2].test_client(), "ada", f"guess {n}").status_code for n in range(12)]

    assert answers == [422] * 10 + [429] * 2


def test_aun_09_a_header_does_not_make_another_address(client):
    answers = [
        post(
            client,
            "/login",
            {"email": "ada", "password": "guess"},
            form="/login",
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        ).status_code
        for n in range(11)
    ]

    assert answers[-1] == 429


def test_another_spelling_is_another_guess_at_the_same_account(client):
    names = ["ada", "ADA", "\uff41da", "ada@example.org", "Ada@Example.org"]

    answers = [log_in(client, names[n % len(names)], "guess").status_code for n in range(11)]

    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("198.51.100.7", "198.51.100.7"),
        ("nowhere", "nowhere"),
    ],
)
def test_a_house_is_counted_once_and_neighbours_are_not(app, address, counted):
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
        assert throttle.address() == counted


def test_aun_11_one_password_for_many_names_is_slowed_down(client):
    answers = [log_in(client, f"user{n}", "summer sun holiday").status_code for n in range(31)]

    assert answers == [422] * 30 + [429]


def test_aun_12_where_nothing_can_be_counted_nobody_gets_in_and_the_site_says_so(app, client):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE throttles RENAME TO gone"))

    response = log_in(client)

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert not is_signed_in(client)


def test_signing_in_often_is_no_guessing(app):
    assert all(log_in(app.test_client()).status_code == 303 for _ in range(35))


def test_aun_13_nothing_of_the_session_before_survives_a_sign_in(client):
    client.get("/login")
    with client.session_transaction() as session:
        session["planted"], before = "by an attacker", session["csrf_token"]

    log_in(client)

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_a_second_sign_in_ends_the_first(app):
    client = signed_in(app)
    copied = cookie(client)
    client.get("/login")

    with client.session_transaction() as session:
        fresh = session.get("csrf_token")
    post(client, "/login", {"email": "ada", "password": PASSWORD}, form="/about")

    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert fresh
    assert is_signed_in(client)
    assert not is_signed_in(thief)


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_the_way_back_may_be_in_any_script(app, client, headers):
    with app.app_context():
        an_account("\u674e\u660e")

    response = log_in(client, next="/@\u674e\u660e", headers=headers)

    target = response.headers.get("Location") or response.headers["HX-Redirect"]
    assert target == "/@%E6%9D%8E%E6%98%8E"


def test_aun_14_a_copied_cookie_is_worth_nothing_after_logout(app):
    client = signed_in(app)
    copied = cookie(client)

    response = post(client, "/logout")

    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_aun_15_that_holds_for_a_remembered_session_too(app):
    client = signed_in(app, remember="1")
    copied = cookie(client)

    post(client, "/logout")

    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert not is_signed_in(thief)


def test_aun_16_a_link_cannot_log_anybody_out(app):
    client = signed_in(app)

    assert client.get("/logout").status_code == 405
    assert is_signed_in(client)


def test_auz_34_after_logout_nothing_is_left_in_the_browser(app):
    client = signed_in(app)
    post(client, "/logout")
    client.get("/")

    assert client.get_cookie("session") is None


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: "x" + c, lambda c: "x" * 4000, lambda c: ""])
def test_aun_24_26_a_spoilt_cookie_is_a_stranger(app, spoil):
    client = signed_in(app)
    client.set_cookie("session", spoil(cookie(client)))

    response = client.get("/about")

    assert response.status_code == 200
    assert page(response).css("header form[action='/logout']") == []


def test_cfg_03_a_session_outlives_a_new_secret_key(app, make_app):
    client = signed_in(app)
    old = app.config["SECRET_KEY"]
    rotated = make_app(BLOG_SECRET_KEY=NEW_KEY, BLOG_SECRET_KEY_FALLBACKS=f'["{old}"]').test_client()
    rotated.set_cookie("session", cookie(client))

    assert is_signed_in(rotated)


def test_aun_22_a_deleted_account_is_signed_out_at_once(app):
    client = signed_in(app)
    with app.app_context():
        db.session.execute(db.delete(User))
        db.session.commit()

    assert client.get("/").status_code == 200
    assert not is_signed_in(client)


def test_a_disabled_account_is_signed_out_at_once_and_cannot_come_back(app, client):
    signed = signed_in(app)
    change(app, disabled_at=utcnow())

    assert not is_signed_in(signed)
    assert log_in(client).status_code == 422


@pytest.mark.parametrize(("remember", "idle", "longest"), [("1", 14, 30), ("", 1, 7)])
def test_a_session_ends_unused_and_at_last_in_any_case(app, remember, idle, longest):
    start = utcnow()
    with time_machine.travel(start, tick=False) as clock:
        unused, used = (signed_in(app, remember=remember) for _ in range(2))
        for day in range(1, longest + 1):
            clock.move_to(start + timedelta(days=day, minutes=-1))
            used.get("/about").close()
            assert is_signed_in(used), day
            assert day < idle or is_signed_in(unused) == (day == idle)
            unused = unused if day < idle else app.test_client()
        clock.move_to(start + timedelta(days=longest, minutes=1))

        assert not is_signed_in(used)


def test_the_time_of_the_last_visit_is_noted_now_and_then(app):
    client = signed_in(app)

    def seen():
        with app.app_context():
            return db.session.scalar(db.select(UserSession.seen_at))

    at_login = seen()
    client.get("/about").close()
    assert seen() == at_login
    with time_machine.travel(utcnow() + sessions.SEEN_EVERY + timedelta(minutes=1)):
        client.get("/about").close()
        assert seen() > at_login


def test_a_demotion_counts_from_the_next_request(app):
    change(app, role="admin")
    client = signed_in(app)
    assert page(client.get("/about")).css("header a[href='/admin']")

    change(app, role="reader")

    assert page(client.get("/about")).css("header a[href='/admin']") == []


def test_aun_28_over_https_the_cookie_is_bound_to_this_host(make_app):
    app = make_app(BLOG_BASE_URL="https://blog.example.org", BLOG_REGISTRATION="open")
    client = app.test_client()
    origin = {"base_url": "https://blog.example.org", "headers": {"Origin": "https://blog.example.org"}}
    form = page(client.get("/login", base_url=origin["base_url"]))

    token = only(form, "main input[name=csrf_token]").attributes["value"]
    data = {"csrf_token": token, "email": "ada", "password": PASSWORD}
    response = client.post("/login", data=data, **origin)

    name, _, rest = response.headers["Set-Cookie"].partition("=")
    assert (response.status_code, name) == (303, "__Host-session")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(rest.split("; "))


def test_remembering_makes_the_cookie_last(app):
    forgotten, remembered = signed_in(app), signed_in(app, remember="1")

    assert forgotten.get_cookie("session").expires is None
    assert remembered.get_cookie("session").expires > utcnow() + timedelta(days=29)


def test_a_sign_in_above_a_form_brings_new_tokens_and_takes_the_dialog_away(client):
    response = post(
        client, "/login/dialog", {"email": "ada", "password": PASSWORD}, form="/login", headers=PARTIAL
    )

    tree = page(response)
    targets = [node.attributes["hx-target"] for node in tree.css("hx-partial")]
    assert targets == ["#modal", "#toasts", "input[name=csrf_token]"]
    assert only(tree, "input[name=csrf_token]").attributes["value"]


def test_a_wrong_password_keeps_the_dialog(client):
    response = post(
        client, "/login/dialog", {"email": "ada", "password": "x"}, form="/login", headers=PARTIAL
    )

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, "#dialog-email").attributes["value"] == "ada"
    assert "wrong" in only(tree, "#dialog-password-error").text()
