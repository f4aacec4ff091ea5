"""Changing a password, and coming back without one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from blog.accounts import resets
from blog.accounts.models import ApiToken, OneTimeToken, User
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs
from tests.support.browsing import PARTIAL, is_signed_in, log_in, post, signed_in
from tests.support.factories import PASSWORD, a_token, an_account
from tests.support.html import only, page, texts
from tests.support.mailbox import filed

NEW = "a boat of paper sails"
CHANGE = {"current_password": PASSWORD, "password": NEW, "confirm_password": NEW}
RESET = {"password": NEW, "confirm_password": NEW}


@pytest.fixture
def site(make_app, tmp_path):
    """A site whose mail goes into a folder; Ada has an account."""
    app = make_app(BLOG_MAIL_URL=f"file:{tmp_path / 'mail'}")
    app.config["MAILS"] = tmp_path / "mail"
    with app.app_context():
        an_account("ada")
    return app


def ask(app, email="ada@example.org", **options):
    return post(app.test_client(), "/forgot", {"email": email}, form="/forgot", **options)


def links(app) -> list[str]:
    """The paths of all links mailed so far, the oldest first."""
    with app.app_context():
        jobs.run_due()
        jobs.run_due()
    texts = [mail.get_content() for mail in filed(app.config["MAILS"])]
    base = app.config["SETTINGS"].base_url
    return [word.removeprefix(base) for text in texts for word in text.split() if "/reset/" in word]


def a_link(app) -> str:
    with app.app_context():
        return f"/reset/{a_token('reset', db.session.scalar(db.select(User.id)))}"


def test_a_new_password_counts_and_others_are_signed_out(site):
    here, elsewhere = signed_in(site), signed_in(site, remember="1")

    response = post(here, "/account/password", CHANGE)

    assert (response.status_code, response.headers["Location"]) == (303, "/account/password")
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert log_in(site.test_client()).status_code == 422
    assert log_in(site.test_client(), password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("current_password", ""),
        ("current_password", "wrong password"),
        ("password", "short"),
        ("password", "password123456"),
        ("confirm_password", "another boat sails"),
    ],
)
def test_aun_19_23_without_the_current_one_nothing_changes(site, field, value):
    client = signed_in(site, remember="1")

    response = post(client, "/account/password", {**CHANGE, field: value})

    assert response.status_code == 422
    assert only(page(response), f"#{field}-error").text().strip()
    assert log_in(site.test_client()).status_code == 303


def test_guessing_the_current_password_is_slowed_down(site):
    client = signed_in(site)

    answers = [post(client, "/account/password", {**CHANGE, "current_password": "x"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_aun_47_spaces_at_the_ends_of_a_password_count(site):
    spaced = f"  {NEW}  "

    post(signed_in(site), "/account/password", {**CHANGE, "password": spaced, "confirm_password": spaced})

    assert log_in(site.test_client(), password=NEW).status_code == 422
    assert log_in(site.test_client(), password=spaced).status_code == 303


def test_aun_46_the_exact_characters_of_a_password_count(site):
    composed, decomposed = "caf\u00e9 on the corner", "cafe\u0301 on the corner"

    post(signed_in(site), "/account/password", {**CHANGE, "password": composed, "confirm_password": composed})

    assert log_in(site.test_client(), password=decomposed).status_code == 422
    assert log_in(site.test_client(), password=composed).status_code == 303


def test_a_forgotten_password_is_replaced_by_the_mailed_link(site):
    ask(site)
    (link,) = links(site)
    client = site.test_client()

    assert client.get(link).status_code == 200
    response = post(client, link, RESET, form=link)

    assert (response.status_code, response.headers["Location"]) == (303, "/login")
    assert log_in(client, password=NEW).status_code == 303
    assert post(site.test_client(), link, RESET, form="/login").status_code == 404


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_aun_05_known_and_unknown_addresses_get_the_same_answer(site, headers):
    answers = [ask(site, address, headers=headers) for address in ("ada@example.org", "eve@example.org")]

    same = [(answer.status_code, answer.headers.get("Location"), answer.text) for answer in answers]
    assert same[0] == same[1]
    assert len(links(site)) == 1


def test_aun_06_the_request_only_notes_what_is_to_be_done(site):
    """No look-up, no token, no mail before the answer: what takes time for known addresses comes later."""
    ask(site)

    with site.app_context():
        assert db.session.query(OneTimeToken).count() == 0
        kinds = db.session.scalars(db.select(jobs.Job.kind)).all()
    assert kinds == ["accounts.reset"]


def test_aun_39_a_flood_of_requests_is_five_mails(site):
    answers = [ask(site).status_code for _ in range(20)]

    assert answers == [303] * 20
    assert len(links(site)) == resets.A_DAY
    assert ask(site).status_code == 429


def test_aun_40_one_used_link_ends_the_others(site):
    first, second = a_link(site), a_link(site)

    post(site.test_client(), second, RESET, form=second)

    assert site.test_client().get(first).status_code == 404


def test_aun_30_a_changed_password_ends_them_too(site):
    link = a_link(site)

    post(signed_in(site), "/account/password", CHANGE)

    assert site.test_client().get(link).status_code == 404


@pytest.mark.parametrize("way", ["change", "reset"])
def test_a_new_password_stops_an_address_on_its_way(site, way):
    with site.app_context():
        thief = a_token("email", db.session.scalar(db.select(User.id)), email="thief@example.org")
    link = a_link(site)

    if way == "change":
        post(signed_in(site), "/account/password", CHANGE)
    else:
        post(site.test_client(), link, RESET, form=link)

    assert site.test_client().get(f"/account/email/{thief}").status_code == 404


@pytest.mark.parametrize("way", ["change", "reset"])
def test_ones_own_address_is_no_password(site, way):
    with site.app_context():
        db.session.execute(db.update(User).values(email="wilhelmina.harker@example.org"))
        db.session.commit()
    form = dict.fromkeys(("password", "confirm_password"), "wilhelmina.harker@example.org")
    link = a_link(site)

    if way == "change":
        answer = post(signed_in(site), "/account/password", {**CHANGE, **form})
    else:
        answer = post(site.test_client(), link, form, form=link)

    assert answer.status_code == 422
    assert only(page(answer), "#password-error").text().strip()


def test_aun_18_a_reset_signs_out_everywhere_and_revokes_programs(site):
    clients = [signed_in(site), signed_in(site, remember="1")]
    with site.app_context():
        user = db.session.scalars(db.select(User)).one()
        db.session.add(ApiToken(id="x", user_id=user.id, name="x", scopes=["read"], expires_at=utcnow()))
        db.session.commit()
    link = a_link(site)

    post(site.test_client(), link, RESET, form=link)

    assert not any(is_signed_in(client) for client in clients)
    with site.app_context():
        assert db.session.query(ApiToken).count() == 0


def test_conc_14_of_two_who_use_one_link_at_once_one_gets_in(site):
    link = a_link(site)
    forms = [{"password": f"{NEW} {n}", "confirm_password": f"{NEW} {n}"} for n in range(4)]

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(post, site.test_client(), link, form, link) for form in forms]
        statuses = sorted(answer.result().status_code for answer in answers)

    assert statuses == [303, 404, 404, 404]


def test_a_link_runs_out_after_half_an_hour(site):
    link = a_link(site)
    with time_machine.travel(utcnow() + resets.LIFETIME * 2.5):
        assert site.test_client().get(link).status_code == 404


def test_looking_at_a_link_does_not_use_it_up(site):
    link = a_link(site)

    statuses = [site.test_client().get(link).status_code for _ in range(3)]

    assert statuses == [200] * 3


@pytest.mark.parametrize("purpose", ["email", "invite", "setup"])
def test_aun_32_a_link_for_something_else_is_refused(site, purpose):
    with site.app_context():
        token = a_token(purpose, db.session.scalar(db.select(User.id)), email="x@example.org")

    assert site.test_client().get(f"/reset/{token}").status_code == 404
    assert post(site.test_client(), f"/reset/{token}", RESET, form="/login").status_code == 404


def test_aun_33_a_link_is_bound_to_its_account(site):
    link = a_link(site)
    with site.app_context():
        an_account("eve")

    post(site.test_client(), link, {**RESET, "user_id": "2", "username": "eve"}, form=link)

    assert log_in(site.test_client(), "eve").status_code == 303
    assert log_in(site.test_client(), "ada", NEW).status_code == 303


@pytest.mark.parametrize("text", ["None", "%22%22", "x" * 100_000, "%F0%9F%92%A9", "a%00b", "..", ".", "%FF"])
def test_aun_34_garbage_is_no_link(site, text):
    assert site.test_client().get(f"/reset/{text}").status_code in (400, 404)


@pytest.mark.parametrize(
    ("field", "value"), [("password", "short"), ("confirm_password", "other words here")]
)
def test_a_wrong_new_password_keeps_the_link(site, field, value):
    link = a_link(site)

    refused = post(site.test_client(), link, {**RESET, field: value}, form=link)

    assert refused.status_code == 422
    assert only(page(refused), f"#{field}-error").text().strip()
    assert site.test_client().get(link).status_code == 200


def test_a_disabled_account_gets_no_link_and_can_use_none(site):
    link = a_link(site)
    with site.app_context():
        db.session.execute(db.update(User).values(disabled_at=utcnow()))
        db.session.commit()

    ask(site)

    assert links(site) == []
    assert post(site.test_client(), link, RESET, form=link).status_code == 404


def test_a_site_without_mail_promises_none(app):
    client = app.test_client()
    post(client, "/forgot", {"email": "ada@example.org"}, form="/forgot")

    (message,) = texts(page(client.get("/about")), "#toasts .toast")
    assert "no mail" in message


def test_a_site_without_mail_says_whom_to_ask(app):
    assert "admin" in only(page(app.test_client().get("/forgot")), ".form-head p").text()


def test_a_wrong_address_is_told(site):
    response = ask(site, "nowhere")

    assert response.status_code == 422
    assert texts(page(response), "#email-error") == ["Write an address such as ada@example.org."]
