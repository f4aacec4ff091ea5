"""Where one is signed in, and ending it."""

import pytest

from blog.accounts.models import User, UserSession
from blog.extensions import db
from blog.lib.devices import describe
from tests.support.browsing import PARTIAL, is_signed_in, post, signed_in
from tests.support.factories import an_account
from tests.support.html import attributes, page, texts

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


@pytest.fixture(autouse=True)
def people(app):
    with app.app_context():
        an_account("ada")
        an_account("eve")


def enders(client) -> list[str]:
    """The addresses that end one session each."""
    return attributes(page(client.get("/account/sessions")), "#sessions li form", "action")


def test_every_device_is_listed_and_this_one_named(app):
    client = signed_in(app)
    app.test_client().environ_base["HTTP_USER_AGENT"] = PHONE
    signed_in(app)

    tree = page(client.get("/account/sessions"))

    assert len(tree.css("#sessions li")) == 2
    assert sum("this one" in text for text in texts(tree, "#sessions li")) == 1
    assert len(enders(client)) == 1


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (PARTIAL, 303)])
def test_one_device_can_be_signed_out(app, headers, status):
    here, there = signed_in(app), signed_in(app)
    (address,) = enders(here)

    response = post(here, address, headers=headers)

    assert response.status_code == status
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert enders(here) == []


def test_all_others_can_be_signed_out_at_once(app):
    here, others = signed_in(app), [signed_in(app) for _ in range(3)]

    post(here, "/account/sessions/delete")

    assert is_signed_in(here)
    assert not any(is_signed_in(client) for client in others)


def test_nobody_ends_the_session_of_somebody_else(app):
    ada, eve = signed_in(app, "ada"), signed_in(app, "eve")
    with app.app_context():
        of_ada = db.select(UserSession.digest).join(User).where(User.username == "ada")
        digest = db.session.scalar(of_ada)

    response = post(eve, f"/account/sessions/{digest}/delete")

    assert response.status_code == 404
    assert is_signed_in(ada)


def test_a_session_that_is_not_there_is_not_found(app):
    assert post(signed_in(app), "/account/sessions/none/delete").status_code == 404


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.5", "curl"),
        ("", "Unknown device"),
        ("<script>", "Unknown device"),
    ],
)
def test_a_device_is_described_in_words(user_agent, words):
    assert describe(user_agent) == words
