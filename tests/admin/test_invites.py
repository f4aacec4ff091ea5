"""Invitations, from an admin's form to the account that one makes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.accounts import queries
from blog.accounts.models import OneTimeToken, User
from blog.database import utcnow
from blog.extensions import db
from blog.site.jobs.models import Job
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import PASSWORD, an_account
from tests.support.html import attributes, only, page, texts

GOOD = {"role": "editor", "days": "7", "note": "Grace, from the navy"}
GRACE = {
    "username": "Grace",
    "email": "grace@example.org",
    "password": PASSWORD,
    "confirm_password": PASSWORD,
}


@pytest.fixture
def app(make_app):
    return make_app(BLOG_REGISTRATION="invite", BLOG_NEW_ROLE="reader")


def invite(client, **changes) -> str:
    """Make an invitation; the path of its link."""
    response = post(client, "/admin/invites", {**GOOD, **changes})
    assert response.status_code == 201
    return only(page(response), ".secret").text().removeprefix("http://127.0.0.1:5000")


def accept(client, path, **changes):
    """Register by an invitation."""
    data = {**GRACE, "invite": path.partition("=")[2], **changes}
    return post(client, "/register", data, form="/login")


def test_an_invitation_makes_one_account_of_its_role(app, admin):
    path = invite(admin)

    form = page(app.test_client().get(path))
    first = accept(app.test_client(), path)
    second = accept(app.test_client(), path, username="Hedy", email="hedy@example.org")

    assert attributes(form, "input[name=invite]", "value") == [path.partition("=")[2]]
    assert (first.status_code, second.status_code) == (303, 404)
    with app.app_context():
        assert queries.by_username("grace").role == "editor"
        assert queries.by_username("hedy") is None


def test_of_eight_who_use_one_invitation_at_once_one_gets_in(app, admin):
    path = invite(admin)

    def once(number):
        names = {"username": f"grace{number}", "email": f"grace{number}@example.org"}
        return accept(app.test_client(), path, **names).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(once, range(8)))

    assert answers == [303] + [404] * 7
    with app.app_context():
        assert db.session.query(User).count() == 3


def test_an_invitation_that_led_to_no_account_still_stands(app, admin):
    path = invite(admin)
    client = app.test_client()

    refused = accept(client, path, email="ada@example.org")

    assert refused.status_code == 422
    assert accept(client, path).status_code == 303


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_the_link_is_shown_once_with_the_new_invitation_in_the_list(app, admin, headers):
    response = post(admin, "/admin/invites", GOOD, headers=headers)

    tree = page(response)
    link = only(tree, ".secret").text()
    later = page(admin.get("/admin/invites"))
    assert link.startswith(f"{app.config['SETTINGS'].base_url}/register?invite=")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert bool(tree.css("header nav")) != bool(headers)
    for shown in (tree, later):
        assert texts(shown, ".rows strong") == [GOOD["note"]]
        assert texts(shown, ".rows p")[0].startswith("Editor · until ")
        assert texts(shown, ".rows p")[0].endswith("by Root")
    assert later.css(".secret") == []
    assert attributes(tree, "#note", "value") == [""]


@pytest.mark.parametrize("days", ["7", "30"])
def test_it_lasts_as_long_as_the_admin_said(app, admin, days):
    invite(admin, days=days)

    with app.app_context():
        row = db.session.query(OneTimeToken).one()
        assert row.expires_at - row.created_at == pytest.approx(
            timedelta(days=int(days)), abs=timedelta(minutes=1)
        )
        assert row.details["note"] == GOOD["note"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", "admin"), ("role", ""), ("days", "8"), ("days", "-1"), ("note", "x" * 201), ("email", "grace")],
)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_an_unfit_form_makes_nothing_and_loses_nothing(make_app, tmp_path, people, field, value, headers):
    app = make_app(BLOG_MAIL_URL=f"file:{tmp_path / 'mail'}")

    response = post(signed_in(app, "root"), "/admin/invites", {**GOOD, field: value}, headers=headers)

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, f"#{field}-error").text().strip()
    assert attributes(tree, "#note", "value") == [value if field == "note" else GOOD["note"]]
    with app.app_context():
        assert db.session.query(OneTimeToken).count() == 0


def test_only_open_ones_are_listed(app, admin, people):
    for note in ("used", "late", "open"):
        invite(admin, note=note)
    with app.app_context():
        for row in db.session.query(OneTimeToken):
            row.used_at = utcnow() if row.details["note"] == "used" else None
            row.expires_at -= timedelta(days=8 if row.details["note"] == "late" else 0)
        db.session.commit()

    assert texts(page(admin.get("/admin/invites")), ".rows strong") == ["open"]


def test_an_invitation_taken_back_opens_nothing(app, admin):
    path = invite(admin)
    form = only(page(admin.get("/admin/invites")), "#invites .rows form").attributes["action"]

    response = post(admin, form)

    assert (response.status_code, response.headers["Location"]) == (303, "/admin/invites")
    assert app.test_client().get(path).status_code == 404
    assert post(admin, form).status_code == 404


def test_under_htmx_taking_back_answers_the_list_and_a_toast(admin):
    invite(admin)
    form = only(page(admin.get("/admin/invites")), "#invites .rows form").attributes["action"]

    tree = page(post(admin, form, headers=PARTIAL, follow_redirects=True))

    assert tree.css("#invites .rows") == []
    assert len(tree.css("hx-partial .toast")) == 1


def test_what_is_no_invitation_cannot_be_taken_back(admin):
    for digest in ("x", "0" * 64, "%25", "a" * 5000):
        assert post(admin, f"/admin/invites/{digest}/delete").status_code == 404, digest


def test_without_a_token_nobody_is_invited(app, admin):
    assert admin.post("/admin/invites", data=GOOD).status_code == 400
    with app.app_context():
        assert db.session.query(OneTimeToken).count() == 0


def test_another_kind_of_token_cannot_be_taken_back_as_an_invitation(app, admin, people):
    post(admin, f"/admin/users/{people['ada']}/reset-link")
    with app.app_context():
        digest = db.session.query(OneTimeToken).one().digest

    assert post(admin, f"/admin/invites/{digest}/delete").status_code == 404


def test_auz_24_others_neither_invite_nor_take_back(app, client, admin):
    invite(admin)
    form = only(page(admin.get("/admin/invites")), "#invites .rows form").attributes["action"]
    with app.app_context():
        an_account("eve", role="editor")
    editor = signed_in(app, "eve")

    for address in ("/admin/invites", form):
        assert post(editor, address, GOOD).status_code == 403
        assert post(client, address, GOOD).status_code == 303
        assert post(client, address, GOOD, headers=PARTIAL).status_code == 401
    with app.app_context():
        assert db.session.query(OneTimeToken).count() == 1


def test_where_mail_works_the_link_can_be_sent(make_app, tmp_path, people):
    app = make_app(BLOG_MAIL_URL=f"file:{tmp_path / 'mail'}", BLOG_TITLE="Harbour")

    response = post(signed_in(app, "root"), "/admin/invites", {**GOOD, "email": " Grace@example.org "})

    with app.app_context():
        mail = db.session.query(Job).one().payload
    assert response.status_code == 201
    assert (mail["to"], mail["subject"]) == ("Grace@example.org", "An invitation to Harbour")
    assert only(page(response), ".secret").text() in mail["text"]
    assert "7 days" in mail["text"]


def test_where_mail_reaches_nobody_none_is_offered_or_sent(app, admin):
    assert page(admin.get("/admin/invites")).css("#email") == []

    post(admin, "/admin/invites", {**GOOD, "email": "grace@example.org"})

    with app.app_context():
        assert db.session.query(Job).count() == 0


@pytest.mark.parametrize(("kind", "word"), [("closed", "no new accounts"), ("open", "Everybody")])
def test_the_page_says_what_invitations_are_good_for(make_app, people, kind, word):
    client = signed_in(make_app(BLOG_REGISTRATION=kind), "root")

    assert word in only(page(client.get("/admin/invites")), ".form-head").text()
