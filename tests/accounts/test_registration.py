"""Making an account: by the form, field by field, by invitation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.accounts import queries
from blog.accounts.models import User
from blog.extensions import db
from tests.support.browsing import PARTIAL, is_signed_in, multipart, post, token
from tests.support.factories import PASSWORD, a_token, an_account
from tests.support.html import attributes, only, page, texts

GOOD = {
    "username": "Grace",
    "email": "grace@example.org",
    "password": PASSWORD,
    "confirm_password": PASSWORD,
}


def register(client, form="/register", **changes):
    return post(client, "/register", {**GOOD, **changes}, form=form)


def invitation(role="author", lifetime=timedelta(days=7)) -> str:
    """The token of an invitation."""
    return a_token("invite", None, lifetime=lifetime, role=role)


def test_a_new_account_is_signed_in_at_once_and_welcomed(app, client):
    response = register(client)

    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert texts(page(client.get("/")), "#toasts .toast") == ["Welcome, Grace."]
    assert is_signed_in(client)
    with app.app_context():
        user = queries.by_username("GRACE")
        assert (user.username, user.name, user.email, user.role) == (
            "Grace",
            "Grace",
            GOOD["email"],
            "author",
        )
        assert PASSWORD not in user.password_hash


def test_under_htmx_the_window_goes_on_and_the_form_stays_out_of_it(client):
    response = post(client, "/register", {**GOOD, "next": "/about"}, form="/register", headers=PARTIAL)

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/about")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "a b"),
        ("username", "admin"),
        ("username", "x" * 33),
        ("email", ""),
        ("email", "grace"),
        ("email", "grace@"),
        ("email", "x" * 255 + "@example.org"),
        ("password", "short"),
        ("password", "password123456"),
        ("password", "grace@example.org"),
        ("password", "x" * 129),
        ("confirm_password", PASSWORD + "x"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_is_lost(app, client, field, value):
    response = register(client, **{field: value})

    tree = page(response)
    error = only(tree, f"#{field}-error")
    assert response.status_code == 422
    assert error.text().strip()
    assert only(tree, f"input[name={field}]").attributes["aria-invalid"] == "true"
    assert f"{field}-error" in only(tree, f"input[name={field}]").attributes["aria-describedby"]
    assert attributes(tree, ".summary a", "href")[0] in (f"#{field}", "#password")
    kept = {**GOOD, field: value}
    assert only(tree, "input[name=username]").attributes["value"] == kept["username"]
    assert only(tree, "input[name=email]").attributes["value"] == kept["email"]
    assert PASSWORD not in response.text
    with app.app_context():
        assert db.session.query(User).count() == 0


def test_the_first_wrong_field_has_the_focus(client):
    response = register(client, email="grace", confirm_password="other")

    assert attributes(page(response), "[autofocus]", "name") == ["email"]


def test_uni_03_a_look_alike_of_an_existing_name_is_refused(app, client):
    with app.app_context():
        an_account("scope")

    response = register(client, username="\u0455\u0441\u043e\u0440\u0435")

    assert response.status_code == 422
    assert "taken" in only(page(response), "#username-error").text()


@pytest.mark.parametrize("name", ["ALICE", "alice", "\uff21lice", "Alice "])
def test_aun_04_a_name_is_taken_however_it_is_written(app, client, name):
    with app.app_context():
        an_account("alice")

    response = register(client, username=name)

    assert response.status_code == 422
    assert "taken" in only(page(response), "#username-error").text()


def test_a_taken_address_is_told_on_submit_only(app, client):
    with app.app_context():
        an_account("alice", email="grace@example.org")

    checked = post(client, "/register/check/email", GOOD, form="/register", headers=PARTIAL)
    refused = register(client, email="GRACE@example.org")

    assert only(page(checked), "#email-error").text() == ""
    assert refused.status_code == 422
    assert "account with this address" in only(page(refused), "#email-error").text()


def test_who_tries_many_addresses_learns_little(app, client):
    with app.app_context():
        an_account("alice", email="grace@example.org")
    short = {"password": "short"}

    statuses = [register(client, **short).status_code for _ in range(60)]

    assert statuses == [422] * 60
    assert register(client).status_code == 429
    assert register(client, email="free@example.org").status_code == 429


@pytest.mark.parametrize("address", ["/register", "/register/check/username", "/login", "/forgot"])
@pytest.mark.parametrize("json", [{"username": 1, "email": ["x"]}, {"username": "\ud800", "email": "\x00"}])
def test_a_form_that_is_none_is_an_empty_one(client, address, json):
    response = client.post(address, json=json, headers={"X-CSRFToken": token(client)})

    assert response.status_code in (200, 422)


@pytest.mark.parametrize("address", ["/register", "/register/check/username"])
@pytest.mark.parametrize("field", ["username", "email"])
def test_a_file_under_the_name_of_a_text_is_no_text(client, address, field):
    form = {**GOOD, "csrf_token": token(client), field: b"a file"}

    assert client.post(address, **multipart(form)).status_code in (200, 422)


@pytest.mark.parametrize(
    "email", ["\u0390" * 60 + "@" + "a" * 40 + "." + "b" * 58 + ".com", "a@xn--p1b6ci4b4b3a.com"]
)
def test_an_address_that_cannot_be_kept_or_written_to_is_no_failure(client, email):
    assert register(client, email=email).status_code in (303, 422)


def test_an_untouched_field_is_not_told_off(client):
    form = {**GOOD, "username": ""}

    response = post(client, "/register/check/username", form, form="/register", headers=PARTIAL)

    assert only(page(response), "#username-error").text() == ""


def test_another_password_judges_its_confirmation_anew(client):
    form = {**GOOD, "password": "another four odd words"}

    response = post(client, "/register/check/password", form, form="/register", headers=PARTIAL)

    assert "differ" in only(page(response), "hx-partial #confirm_password-error").text()


def test_the_invitation_of_an_admin_who_is_one_no_more_is_void(make_app):
    app = make_app(BLOG_REGISTRATION="invite")
    with app.app_context():
        eve = an_account("eve", role="admin")
        token = a_token("invite", None, role="editor", by=eve.id)
        assert app.test_client().get(f"/register?invite={token}").status_code == 200
        eve.role = "author"
        db.session.commit()

    assert app.test_client().get(f"/register?invite={token}").status_code == 404


def test_one_field_is_judged_while_it_is_typed_and_nothing_is_written(app, client):
    with app.app_context():
        an_account("grace")

    response = post(client, "/register/check/username", GOOD, form="/register", headers=PARTIAL)

    tree = page(response)
    assert response.status_code == 200
    assert "taken" in only(tree, ".field .field-error").text()
    assert only(tree, "input").attributes["value"] == "Grace"
    assert tree.css("[autofocus], form") == []
    with app.app_context():
        assert db.session.query(User).count() == 1


@pytest.mark.parametrize("field", ["password", "confirm_password"])
def test_a_typed_password_never_comes_back(client, field):
    response = post(client, f"/register/check/{field}", GOOD, form="/register", headers=PARTIAL)

    assert PASSWORD not in response.text


def test_too_many_checks_are_let_pass_in_silence(client):
    answers = {
        post(client, "/register/check/username", GOOD, form="/register", headers=PARTIAL).status_code
        for _ in range(121)
    }

    assert answers == {200, 204}


def test_there_is_no_check_for_other_fields(client):
    assert post(client, "/register/check/role", GOOD, form="/register").status_code == 404


def test_auz_21_more_fields_than_the_form_has_are_ignored(app, client):
    register(client, role="admin", is_admin="1", id="99", created_at="2001-01-01", disabled_at="x")

    with app.app_context():
        user = queries.by_username("grace")
        assert (user.role, user.id == 99, user.can_sign_in) == ("author", False, True)


def test_conc_05_of_twenty_who_want_one_name_at_once_one_gets_it(app):
    def once(number):
        return register(app.test_client(), email=f"grace{number}@example.org").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(once, range(20)))

    assert answers == [303] + [422] * 19


@pytest.mark.parametrize("kind", ["invite", "closed"])
@pytest.mark.parametrize("address", ["/register", "/register/check/username"])
def test_a_site_that_is_not_open_lets_nobody_in_by_any_door(make_app, kind, address):
    client = make_app(BLOG_REGISTRATION=kind).test_client()

    assert post(client, address, GOOD, form="/login").status_code == 404
    assert client.get("/register").status_code == 404
    assert page(client.get("/about")).css("a[href='/register']") == []


def test_an_invitation_makes_one_account_of_its_role(make_app):
    app = make_app(BLOG_REGISTRATION="invite", BLOG_NEW_ROLE="reader")
    with app.app_context():
        token = invitation("editor")
    client = app.test_client()

    first = register(client, form=f"/register?invite={token}", invite=token)
    second = post(app.test_client(), "/register", {**GOOD, "invite": token}, form="/login")

    assert (first.status_code, second.status_code) == (303, 404)
    with app.app_context():
        assert queries.by_username("grace").role == "editor"


def test_an_invitation_runs_out_and_is_of_no_use_on_a_closed_site(make_app):
    app = make_app(BLOG_REGISTRATION="invite")
    with app.app_context():
        late, good = invitation(lifetime=timedelta(0)), invitation()

    assert app.test_client().get(f"/register?invite={late}").status_code == 404
    closed = make_app(BLOG_REGISTRATION="closed").test_client()
    assert closed.get(f"/register?invite={good}").status_code == 404


def test_the_role_of_a_new_account_is_a_setting(make_app):
    app = make_app(BLOG_NEW_ROLE="reader")

    register(app.test_client())

    with app.app_context():
        assert queries.by_username("grace").role == "reader"
