"""Who is not signed in, whose form is stale, and what happens to what they typed."""

from datetime import timedelta

import pytest
import time_machine

from blog.accounts.models import UserSession
from blog.database import utcnow
from blog.extensions import db
from blog.site import parking
from tests.support.browsing import PARTIAL, log_in, post, signed_in, token
from tests.support.factories import an_account
from tests.support.html import attributes, only, page

PROFILE = {"username": "ada", "email": "ada@example.org", "name": "Ada", "bio": "A long bio.\nIn two lines."}
HTTPS = "https://blog.example.org"


@pytest.fixture(autouse=True)
def people(app):
    with app.app_context():
        an_account("ada")
        an_account("eve")


def end_all_sessions(app):
    with app.app_context():
        db.session.execute(db.update(UserSession).values(ended_at=utcnow()))
        db.session.commit()


def parked_pairs(client) -> dict[str, str]:
    """What the page of the parked form offers to send again."""
    tree = page(client.get("/parked"))
    fields = tree.css("main form input:not([name=csrf_token]), main form textarea")
    return {field.attributes["name"]: field.attributes.get("value") or field.text() for field in fields}


def test_a_visit_leads_to_the_login_and_back(client):
    response = client.get("/account?x=1")

    assert (response.status_code, response.headers["Location"]) == (303, "/login?next=/account?x%3D1")
    assert log_in(client, next="/account").headers["Location"] == "/account"


def test_auz_33_under_htmx_the_window_leaves_and_no_fragment_comes(client):
    response = client.get("/account", headers=PARTIAL)

    assert (response.status_code, response.text) == (204, "")
    assert response.headers["HX-Redirect"] == "/login?next=/account"


def test_a_form_under_htmx_gets_the_dialog_and_is_not_touched(app):
    client = signed_in(app)
    fresh = token(client, "/account")
    end_all_sessions(app)

    response = client.post("/account", data={**PROFILE, "csrf_token": fresh}, headers=PARTIAL)

    tree = page(response)
    assert response.status_code == 401
    assert attributes(tree, "hx-partial", "hx-target") == ["#modal"]
    assert only(tree, "dialog form[hx-post]").attributes["hx-post"] == "/login/dialog"
    assert only(tree, "#dialog-email").attributes["value"] == ""
    assert tree.css("[name=next]") == []


def test_the_whole_way_with_htmx_ends_with_the_text_saved(app):
    client = signed_in(app)
    stale = token(client, "/account")
    end_all_sessions(app)
    refused = client.post("/account", data={**PROFILE, "csrf_token": stale}, headers=PARTIAL)
    fresh = only(page(refused), "input[name=csrf_token]").attributes["value"]

    signed = client.post(
        "/login/dialog",
        data={"csrf_token": fresh, "email": "ada", "password": "four odd words together"},
        headers=PARTIAL,
    )
    last = only(page(signed), "hx-partial input[name=csrf_token]").attributes["value"]
    saved = client.post("/account", data={**PROFILE, "csrf_token": last}, headers=PARTIAL)

    assert saved.status_code == 303
    assert "A long bio." in client.get("/account").text


@pytest.mark.parametrize("cookie_left", [True, False])
def test_a_plain_form_waits_until_after_the_login(app, cookie_left):
    client = signed_in(app)
    fresh = token(client, "/account")
    end_all_sessions(app)
    if not cookie_left:
        client.delete_cookie("session")

    response = client.post("/account", data={**PROFILE, "csrf_token": fresh, "current_password": "secret!"})

    assert (response.status_code, response.headers["Location"]) == (303, "/login?next=/parked")
    assert log_in(client, next="/parked").headers["Location"] == "/parked"
    offered = parked_pairs(client)
    assert offered.pop("bio").replace("\r\n", "\n").strip() == PROFILE["bio"]
    assert offered == {name: value for name, value in PROFILE.items() if name != "bio"}
    tree = page(client.get("/parked"))
    assert only(tree, "main form").attributes["action"] == "/account"
    assert "secret!" not in tree.html
    assert "A long bio." not in client.get("/account").text


def test_what_waits_is_sent_by_a_press_of_the_button_only(app):
    client = app.test_client()
    client.post("/account", data=PROFILE)
    log_in(client)

    response = post(client, "/account", parked_pairs(client), form="/parked")

    assert response.status_code == 303
    assert "A long bio." in client.get("/account").text


def test_what_waits_is_shown_to_nobody_else(app):
    client = signed_in(app, "ada")
    end_all_sessions(app)
    client.post("/account", data=PROFILE)

    log_in(client, "eve")

    assert client.get("/parked").status_code == 303


def test_what_is_sent_after_a_logout_is_kept_from_whoever_comes_next(app):
    client = signed_in(app, "ada")
    open_form = {**PROFILE, "csrf_token": token(client, "/account")}
    post(client, "/logout")

    client.post("/account", data=open_form)

    log_in(client, "eve")
    assert client.get("/parked").status_code == 303
    post(client, "/logout")
    log_in(client, "ada")
    assert "A long bio." in client.get("/parked").text


def test_what_waits_is_gone_with_a_logout(client):
    client.post("/account", data=PROFILE)
    log_in(client)

    post(client, "/logout")

    log_in(client)
    assert client.get("/parked").status_code == 303


def test_nobody_else_signs_in_above_the_form_of_another(app):
    client = signed_in(app, "ada")
    end_all_sessions(app)
    refused = client.post("/account", data=PROFILE, headers=PARTIAL)
    fresh = only(page(refused), "input[name=csrf_token]").attributes["value"]

    answer = client.post(
        "/login/dialog",
        data={"csrf_token": fresh, "email": "eve", "password": "four odd words together"},
        headers=PARTIAL,
    )

    assert answer.status_code == 422
    assert "another account" in only(page(answer), "#dialog-email-error").text()


def test_a_finished_picture_is_a_file_and_is_not_kept(client):
    client.post("/account/avatar", data={"finished": "x" * 100, "note": "kept"})
    log_in(client)

    assert parked_pairs(client) == {"note": "kept"}


def test_a_form_of_secrets_only_leads_back_to_its_page(client):
    response = client.post("/account/sessions/delete", data={"current_password": "x"})

    assert response.headers["Location"] == "/login?next=/account/sessions"


def test_a_long_address_is_no_failure(client):
    response = client.post("/account?x=" + "y" * 600, data=PROFILE)

    assert response.headers["Location"] == "/login?next=/parked"


def test_it_waits_for_an_hour(app, client):
    client.post("/account", data=PROFILE)

    with time_machine.travel(utcnow() + parking.LIFETIME + timedelta(minutes=1)):
        log_in(client)
        assert client.get("/parked").status_code == 303


def test_it_can_be_discarded(client):
    client.post("/account", data=PROFILE)
    log_in(client)

    response = post(client, "/parked/delete", form="/parked")

    assert response.status_code == 303
    assert client.get("/parked").status_code == 303
    assert client.get_cookie("parked") is None


def test_of_one_address_only_the_last_few_wait(app):
    clients = [app.test_client() for _ in range(parking.MOST + 2)]
    for client in clients:
        client.post("/account", data=PROFILE)

    with app.app_context():
        assert db.session.query(parking.ParkedForm).count() == parking.MOST
    log_in(clients[0])
    log_in(clients[-1])
    assert clients[0].get("/parked").status_code == 303
    assert clients[-1].get("/parked").status_code == 200


def test_an_empty_form_waits_for_nothing(client):
    response = client.post("/logout")

    assert (response.status_code, response.headers["Location"]) == (303, "/login")
    assert client.get_cookie("parked") is None


def test_what_is_too_long_to_wait_is_told(client):
    response = client.post("/account", data={"bio": "x" * 1_100_000})

    assert response.status_code == 413


@pytest.mark.parametrize("sent", [None, "", "x", "eve's"])
def test_csrf_01_06_without_ones_own_token_nothing_is_done_and_the_text_kept(app, sent):
    client, eve = signed_in(app), signed_in(app, "eve")
    forged = token(eve, "/account") if sent == "eve's" else sent
    data = {**PROFILE, **({} if forged is None else {"csrf_token": forged})}

    response = client.post("/account", data=data)

    tree = page(response)
    assert response.status_code == 400
    assert only(tree, "main form").attributes["action"] == "/account"
    assert "A long bio." in only(tree, "textarea[name=bio]").text()
    assert "A long bio." not in client.get("/account").text


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_csrf_02_03_other_methods_are_refused_too(app, method):
    assert getattr(signed_in(app), method)("/account", data=PROFILE).status_code == 405


def test_csrf_08_under_htmx_a_stale_form_gets_fresh_tokens_and_a_word(app):
    client = signed_in(app)

    response = client.post("/account", data={**PROFILE, "csrf_token": "stale"}, headers=PARTIAL)

    tree = page(response)
    assert response.status_code == 400
    assert attributes(tree, "hx-partial", "hx-target") == ["input[name=csrf_token]", "#toasts"]
    fresh = only(tree, "input[name=csrf_token]").attributes["value"]
    again = client.post("/account", data={**PROFILE, "csrf_token": fresh}, headers=PARTIAL)
    assert again.status_code == 303


def test_csrf_05_the_token_may_come_in_a_header(app):
    client = signed_in(app)

    response = client.post("/account", data=PROFILE, headers={"X-CSRFToken": token(client, "/account")})

    assert response.status_code == 303


def test_csrf_07_a_form_that_stood_open_for_a_week_still_works(app):
    client = signed_in(app, remember="1")
    old = token(client, "/account")

    with time_machine.travel(utcnow() + timedelta(days=8)):
        response = client.post("/account", data={**PROFILE, "csrf_token": old})

    assert response.status_code == 303


def test_csrf_12_a_login_needs_its_token(client):
    response = client.post("/login", data={"email": "ada", "password": "four odd words together"})

    assert response.status_code == 400
    assert "four odd words" not in response.text
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Origin": HTTPS}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Referer": f"{HTTPS}/login"}, 303),
        ({"Referer": "https://blog.example.org.evil/"}, 400),
        ({"Referer": "http://blog.example.org/"}, 400),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_csrf_10_11_over_https_a_form_says_where_it_stood(make_app, headers, status):
    client = make_app(BLOG_BASE_URL=HTTPS).test_client()
    fresh = only(page(client.get("/login", base_url=HTTPS)), "main input[name=csrf_token]").attributes[
        "value"
    ]
    data = {"csrf_token": fresh, "email": "ada", "password": "four odd words together"}

    response = client.post("/login", data=data, headers=headers, base_url=HTTPS)

    assert response.status_code == status


def test_auz_27_a_method_cannot_be_slipped_in(app):
    client = signed_in(app)

    overridden = client.get("/account", headers={"X-HTTP-Method-Override": "POST"})

    assert overridden.status_code == 200
    assert post(client, "/account/sessions/delete?_method=GET", {"_method": "GET"}).status_code == 303


def test_auz_29_of_two_values_one_is_judged_and_used(app):
    client = signed_in(app)
    pairs = [(name, value) for name, value in PROFILE.items() if name != "name"]

    response = client.post(
        "/account",
        data={**dict(pairs), "name": ["First", "Second"], "csrf_token": token(client, "/account")},
    )

    assert response.status_code == 303
    assert only(page(client.get("/account")), "#name").attributes["value"] == "First"


def test_a_nul_character_is_refused_wherever_it_stands(app):
    client = signed_in(app)

    assert post(client, "/account", {**PROFILE, "bio": "a\0b"}).status_code == 400
    client.set_cookie("parked", "a%00b")
    assert client.get("/parked").status_code == 303
