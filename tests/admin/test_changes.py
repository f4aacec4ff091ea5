"""What all that an admin does to an account has in common: who may, and where it leads."""

import pytest

from blog.accounts.models import OneTimeToken, User, UserSession
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import an_account
from tests.support.html import attributes, only, page

ACTIONS = ["role", "disable", "enable", "sign-out", "reset-link", "second-factor/delete"]
ROLE = {"role": "editor"}


def snapshot(app) -> list:
    """All that an action could change."""
    with app.app_context():
        columns = (User.id, User.role, User.disabled_at, User.email, User.totp_secret)
        people = db.session.execute(db.select(*columns).order_by(User.id)).all()
        ended = db.session.scalars(db.select(UserSession.ended_at)).all()
        return [people, sum(end is not None for end in ended), db.session.query(OneTimeToken).count()]


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_leads_back_to_the_person(act, people, action):
    response = act("ada", action, ROLE)

    if action == "reset-link":
        assert response.status_code == 201
    else:
        assert (response.status_code, response.headers["Location"]) == (303, f"/admin/users/{people['ada']}")


@pytest.mark.parametrize("action", ACTIONS)
def test_under_htmx_the_persons_block_comes_back_with_a_toast(act, people, action):
    response = act("ada", action, ROLE, headers=PARTIAL, follow_redirects=True)

    tree = page(response)
    only(tree, f"#user-{people['ada']}")
    assert tree.css("header, nav") == []
    assert len(tree.css("hx-partial .toast")) == (action != "reset-link")


@pytest.mark.parametrize("role", ["author", "editor"])
def test_auz_24_others_can_do_none_of_it(app, act, role):
    with app.app_context():
        an_account("eve", role=role)
    client, before = signed_in(app, "eve"), snapshot(app)

    answers = {act("ada", action, ROLE, client=client).status_code for action in ACTIONS}
    parts = {act("ada", action, ROLE, client=client, headers=PARTIAL).status_code for action in ACTIONS}

    assert answers == parts == {403}
    assert snapshot(app) == before


def test_auz_24_strangers_are_asked_to_sign_in(app, client, act):
    before = snapshot(app)

    answers = [act("ada", action, ROLE, client=client) for action in ACTIONS]
    parts = [act("ada", action, ROLE, client=client, headers=PARTIAL) for action in ACTIONS]

    assert {answer.status_code for answer in answers} == {303}
    assert all(answer.headers["Location"].startswith("/login") for answer in answers)
    assert {part.status_code for part in parts} == {401}
    assert snapshot(app) == before


def test_to_nobody_nothing_can_be_done(act):
    for action in ACTIONS:
        assert {act(id, action, ROLE).status_code for id in (999, 2**31, 10**30)} == {404}, action


def test_without_a_token_nothing_happens(app, admin, people):
    before = snapshot(app)

    addresses = [f"/admin/users/{people['ada']}/{action}" for action in ACTIONS]

    assert {admin.post(address, data=ROLE).status_code for address in addresses} == {400}
    assert snapshot(app) == before


def test_a_link_alone_does_nothing(admin, people):
    addresses = [
        f"/admin/users/{people['ada']}/{action}" for action in ("role", "enable", "sign-out", "reset-link")
    ]

    assert {admin.get(address).status_code for address in addresses} == {405}


def test_what_is_dangerous_asks_first_also_without_javascript(app, admin, people, change):
    change("ada", totp_secret="secret")
    tree = page(admin.get(f"/admin/users/{people['ada']}"))

    links = attributes(tree, "a[hx-confirm]", "href")
    assert [link.rpartition(f"{people['ada']}/")[2] for link in links] == ["second-factor/delete", "disable"]
    for link in links:
        question = page(admin.get(link))
        assert only(question, "main form").attributes["action"] == link
    with app.app_context():
        assert db.session.get(User, people["ada"]).disabled_at is None


def test_the_page_of_a_disabled_account_goes_from_every_cache(app, admin, people):
    reader = app.test_client()
    assert reader.get("/@ada").status_code == 200

    post(admin, f"/admin/users/{people['ada']}/disable")

    assert reader.get("/@ada").status_code == 404
    post(admin, f"/admin/users/{people['ada']}/enable")
    assert reader.get("/@ada").status_code == 200


@pytest.mark.parametrize(("action", "form"), [("enable", {}), ("reset-link", {"email": "x@example.org"})])
def test_nobody_comes_back_as_an_author_who_left(admin, people, change, stored, action, form):
    change("ada", password_hash=None, email=None, disabled_at=utcnow(), name="Deleted author")

    response = post(admin, f"/admin/users/{people['ada']}/{action}", form)

    assert response.status_code == 422
    assert "deleted the account" in page(response).text()
    assert stored(people["ada"], "disabled_at") is not None
