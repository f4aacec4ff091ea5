"""Signing in where a second factor is set: first the password, then a code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from blog.accounts import passwords, pending, second_factor
from blog.accounts.models import RecoveryCode, User
from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.lib import onetime
from tests.support.browsing import PARTIAL, is_signed_in, log_in, post, token
from tests.support.codes import SECRET, code, wrong_code
from tests.support.factories import PASSWORD, an_account
from tests.support.html import attributes, only, page, texts

RECOVERY = "k7fq-2mzd"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(utcnow(), tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def ada(app) -> int:
    """Ada's id; she has a second factor and one recovery code."""
    with app.app_context():
        ada = an_account("ada", totp_secret=SECRET)
        db.session.add(RecoveryCode(user_id=ada.id, digest=onetime.recovery_key(RECOVERY)))
        db.session.commit()
        return ada.id


def send_code(client, text, address="/login", **options):
    return post(client, address, {"code": text, **options.pop("data", {})}, form="/login", **options)


def halfway(app, **data):
    """A new visitor who has shown Ada's password."""
    client = app.test_client()
    assert log_in(client, **data).status_code == 303
    return client


def change(app, **values):
    """Change Ada's account behind her back."""
    with app.app_context():
        db.session.execute(db.update(User).values(values))
        db.session.commit()


def test_the_password_alone_signs_nobody_in_and_leads_to_the_code(client):
    response = log_in(client, next="/about")

    form = page(client.get(response.headers["Location"]))
    assert response.status_code == 303
    assert not is_signed_in(client)
    assert only(form, "#code").attributes["autocomplete"] == "one-time-code"
    assert only(form, "#login input[name=next]").attributes["value"] == "/about"
    assert form.css("input[name=password]") == []


def test_the_code_finishes_the_sign_in(app):
    client = halfway(app)

    response = send_code(client, code(), data={"next": "/about"})

    assert (response.status_code, response.headers["Location"]) == (303, "/about")
    assert is_signed_in(client)


def test_under_htmx_the_code_is_asked_for_in_place_and_then_the_window_goes_on(client):
    first = post(client, "/login", {"email": "ada", "password": PASSWORD}, form="/login", headers=PARTIAL)
    form = client.get(first.headers["Location"], headers=PARTIAL)
    second = send_code(client, code(), data={"next": "/about"}, headers=PARTIAL)

    assert first.status_code == 303
    assert attributes(page(form), "form", "id") == ["login"]
    assert page(form).css("#code")
    assert (second.status_code, second.headers["HX-Redirect"]) == (204, "/about")


def test_whoever_wants_to_be_remembered_is(app):
    client = halfway(app, remember="1")

    send_code(client, code())

    assert client.get_cookie("session").expires > utcnow() + timedelta(days=29)


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_a_wrong_code_is_refused_at_its_field(app, headers):
    client = halfway(app)

    response = send_code(client, wrong_code(), headers=headers)

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, "#code").attributes["aria-invalid"] == "true"
    assert "wrong" in only(tree, "#code-error").text()
    assert not is_signed_in(client)


@pytest.mark.parametrize("text", ["", " ", "abc", "x" * 5000, "123 45", "١٢٣٤٥٦", "\ud83d\ude00"])
def test_an_unfit_code_is_refused_in_words(app, text):
    client = halfway(app)

    response = send_code(client, text.encode("utf-16", "surrogatepass").decode("utf-16"))

    assert response.status_code == 422
    assert texts(page(response), "#code-error") != [""]


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_half_a_minute_off(app, steps, status):
    assert send_code(halfway(app), code(steps=steps)).status_code == status


def test_a_code_works_once_and_none_before_it_works_afterwards(app, clock):
    seen, earlier = code(), code(steps=-1)
    send_code(halfway(app), seen)

    again = [send_code(halfway(app), text).status_code for text in (seen, earlier)]
    clock.shift(30)
    later = send_code(halfway(app), code())

    assert again == [422, 422]
    assert later.status_code == 303


@pytest.mark.parametrize("typed", [RECOVERY, " K7FQ 2MZD ", "k7fq2mzd"])
def test_a_recovery_code_stands_in_once_and_says_how_many_are_left(app, typed):
    client = halfway(app)
    send_code(client, typed)
    welcome = texts(page(client.get("/about")), "#toasts .toast")
    again = send_code(halfway(app), typed)

    assert "That recovery code is used up. You have 0 left." in welcome
    assert again.status_code == 422


def test_somebody_elses_recovery_code_is_worth_nothing(app):
    with app.app_context():
        an_account("bea", totp_secret=SECRET)
    client = app.test_client()
    log_in(client, "bea")

    assert send_code(client, RECOVERY).status_code == 422


@pytest.mark.parametrize("text", ["now", RECOVERY])
def test_of_many_who_use_one_code_at_once_one_gets_in(app, ada, text):
    text = code() if text == "now" else text

    def use(_):
        with app.app_context():
            begin_read_only(False)
            right = second_factor.check(ada, text)
            db.session.commit()
            return right

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(use, range(4))) == [False, False, False, True]


def test_guessing_at_codes_is_slowed_down_even_for_a_right_one(app):
    client = halfway(app)
    answers = [send_code(client, wrong_code()).status_code for _ in range(5)]

    blocked = send_code(halfway(app), code())
    elsewhere = send_code(client, code(), environ_overrides={"REMOTE_ADDR": "203.0.113.9"})

    assert answers == [422] * 5
    assert blocked.status_code == 429
    assert 0 < int(blocked.headers["Retry-After"]) <= 300
    assert elsewhere.status_code == 303


def test_guessing_from_many_addresses_is_slowed_down_too(app):
    client = halfway(app)
    answers = [
        send_code(client, wrong_code(), environ_overrides={"REMOTE_ADDR": f"203.0.113.{n}"}).status_code
        for n in range(61)
    ]

    assert answers == [422] * 60 + [429]


def test_the_code_is_waited_for_five_minutes(app, clock):
    client = halfway(app)
    clock.shift(299)

    assert send_code(client, code()).headers["Location"] == "/"
    assert is_signed_in(client)


def test_after_that_the_password_is_asked_for_once_more(app, clock):
    client = halfway(app)
    clock.shift(pending.LIFETIME + 1)

    response = send_code(client, code(), data={"next": "/about"})

    form = page(client.get(response.headers["Location"]))
    assert form.css("#password")
    assert only(form, "#login input[name=next]").attributes["value"] == "/about"
    assert "once more" in only(form, "#toasts .toast").text()
    assert not is_signed_in(client)


def test_a_new_password_makes_the_first_step_void(app):
    client = halfway(app)
    with app.app_context():
        changed = passwords.hash("another four odd words")
    change(app, password_hash=changed)

    response = send_code(client, code())

    assert page(client.get(response.headers["Location"])).css("#password")
    assert not is_signed_in(client)


def test_who_is_disabled_between_the_steps_stays_outside(app):
    client = halfway(app)
    change(app, disabled_at=utcnow())

    send_code(client, code())

    assert not is_signed_in(client)


def test_a_code_without_a_password_before_leads_to_the_password(client):
    response = send_code(client, code())

    assert response.status_code == 303
    assert page(client.get(response.headers["Location"])).css("#password")
    assert not is_signed_in(client)


def test_a_code_without_its_token_is_refused(app):
    client = halfway(app)

    assert client.post("/login", data={"code": code()}).status_code == 400
    assert not is_signed_in(client)


def test_a_code_beside_a_wrong_password_counts_for_nothing(app):
    client = halfway(app)

    response = send_code(client, code(), data={"email": "ada", "password": "wrong password"})

    assert response.status_code == 422
    assert not is_signed_in(client)


def test_one_may_start_again(app):
    client = halfway(app)

    response = send_code(client, "", data={"again": "1", "next": "/about"})

    form = page(client.get(response.headers["Location"]))
    assert form.css("#password")
    assert form.css("#code") == []


def test_nothing_of_the_session_before_survives_both_steps(app):
    client = halfway(app)
    with client.session_transaction() as session:
        session["planted"], before = "by an attacker", session["csrf_token"]

    send_code(client, code())

    with client.session_transaction() as session:
        assert not {"planted", "pending"} & set(session)
        assert session.get("csrf_token") != before


def test_the_dialog_asks_in_two_steps_and_goes(client):
    fresh = {"form": "/login", "headers": PARTIAL}
    first = post(client, "/login/dialog", {"email": "ada", "password": PASSWORD}, **fresh)
    wrong = post(client, "/login/dialog", {"code": wrong_code()}, **fresh)
    right = post(client, "/login/dialog", {"code": code()}, **fresh)

    assert (first.status_code, wrong.status_code, right.status_code) == (200, 422, 200)
    assert attributes(page(first), "form", "action") == ["/login/dialog"]
    assert page(first).css("#dialog-code")
    assert "wrong" in only(page(wrong), "#dialog-code-error").text()
    targets = [node.attributes["hx-target"] for node in page(right).css("hx-partial")]
    assert targets == ["#modal", "#toasts", "input[name=csrf_token]"]
    assert is_signed_in(client)


def test_in_the_dialog_too_one_may_start_again(client):
    fresh = token(client)
    data = {"csrf_token": fresh, "email": "ada", "password": PASSWORD}
    client.post("/login/dialog", data=data, headers=PARTIAL)

    response = client.post(
        "/login/dialog", data={"csrf_token": fresh, "code": "", "again": "1"}, headers=PARTIAL
    )

    assert response.status_code == 200
    assert page(response).css("#dialog-password")


def test_without_a_second_factor_no_code_is_asked_for(app):
    change(app, totp_secret=None)
    client = app.test_client()

    log_in(client)

    assert is_signed_in(client)
