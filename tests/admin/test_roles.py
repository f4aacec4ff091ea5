"""Who may do what here, and that somebody always may."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import PARTIAL, signed_in, token
from tests.support.factories import an_account
from tests.support.html import only, page, texts

ROLE = {"role": "editor"}


def test_a_role_is_given(act, people, stored):
    for role in ("reader", "editor", "admin", "author"):
        act("ada", "role", {"role": role})

        assert stored(people["ada"], "role") == role


def test_a_demotion_counts_from_the_next_request(app, act, change):
    change("ada", role="admin")
    client = signed_in(app)
    assert client.get("/admin/users").status_code == 200

    act("ada", "role", {"role": "author"})

    assert client.get("/admin/users").status_code == 403


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_a_role_that_there_is_not_is_refused_in_words(act, people, stored, headers):
    for role in ("", "root", "Admin", "admin ", "x" * 1000):
        response = act("ada", "role", {"role": role}, headers=headers)

        assert response.status_code == 422, role
        assert only(page(response), "#role-error").text() == "Choose one of the roles."
    assert stored(people["ada"], "role") == "author"


def test_auz_21_the_role_form_changes_the_role_and_nothing_else(act, app, people, stored):
    more = {"id": str(people["root"]), "username": "x", "disabled_at": "now", "email": "x@example.org"}

    act("ada", "role", {"role": "editor", "password_hash": "x", "is_admin": "1", **more})

    assert stored(people["ada"], "role") == "editor"
    assert stored(people["ada"], "email") == "ada@example.org"
    assert (stored(people["root"], "role"), stored(people["ada"], "disabled_at")) == ("admin", None)


@pytest.mark.parametrize(("action", "data"), [("role", ROLE), ("disable", None)])
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_the_last_admin_stays(app, act, people, stored, action, data, headers):
    with app.app_context():  # admins who cannot sign in do not count
        an_account("gone", role="admin", disabled_at=utcnow())
        an_account("imported", role="admin", password_hash=None)

    response = act("root", action, data, headers=headers)

    assert response.status_code == 422
    assert "only admin" in only(page(response), "[role=alert]").text()
    assert (stored(people["root"], "role"), stored(people["root"], "disabled_at")) == ("admin", None)


def test_an_admin_who_is_not_the_last_can_step_down(act, admin, people, stored, change):
    change("ada", role="admin")

    response = act("root", "role", {"role": "reader"})

    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert texts(page(admin.get("/")), "#toasts .toast") == ["Your role is reader now."]
    assert stored(people["root"], "role") == "reader"


def test_of_two_admins_who_disable_each_other_at_once_one_stays(app, admin, people, change):
    change("ada", role="admin")
    ada = signed_in(app, "ada")
    pairs = [(admin, people["ada"], token(admin, "/about")), (ada, people["root"], token(ada, "/about"))]

    def disable(visitor, person, fresh):
        visitor.post(f"/admin/users/{person}/disable", data={"csrf_token": fresh})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(disable, *zip(*pairs, strict=True)))

    with app.app_context():
        left = db.session.query(User).filter(User.role == "admin", User.disabled_at.is_(None)).count()
    assert left == 1
