"""The page of one's tokens: what there is, a new one shown once, the end of one."""

from datetime import timedelta

import pytest

from blog.accounts.models import ApiToken, User
from blog.database import utcnow
from blog.extensions import db
from tests.api.programs import me
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import PASSWORD, an_account
from tests.support.html import attributes, only, page, texts

ADDRESS = "/account/tokens"
GOOD = {"name": "backup", "scopes": ["read"], "days": "30", "current_password": PASSWORD}


@pytest.fixture(autouse=True)
def accounts(app):
    with app.app_context():
        an_account("ada", role="reader")
        an_account("bea")


@pytest.fixture
def ada(app):
    return signed_in(app)


def make(client, headers=None, **changes):
    return post(client, ADDRESS, {**GOOD, **changes}, form=ADDRESS, headers=headers)


def revoke(client, token_id, headers=None):
    return post(client, f"{ADDRESS}/{token_id}/delete", headers=headers)


def rows(app) -> list[ApiToken]:
    with app.app_context():
        return list(db.session.scalars(db.select(ApiToken)))


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_a_new_token_is_shown_once_and_works(app, ada, headers):
    response = make(ada, headers, scopes=["write", "read", "read"])
    again = ada.get(ADDRESS)

    tree = page(response)
    token = only(tree, ".secret").text()
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "autofocus" in only(tree, ".secret").attributes
    assert me(app.test_client(), token).json["username"] == "ada"
    assert texts(tree, ".rows strong") == texts(page(again), ".rows strong") == ["backup"]
    assert "May read and write" in texts(page(again), ".rows p")[0]
    assert token not in again.text
    assert token not in ada.get_cookie("session").value


def test_without_javascript_it_is_a_whole_page_and_with_htmx_its_block(ada):
    whole, part = make(ada), make(ada, PARTIAL, name="other")

    assert len(page(whole).css("main #tokens")) == 1
    assert page(part).css("main, header") == []
    assert len(page(part).css("#tokens")) == 1


def test_the_form_is_empty_again(ada):
    tree = page(make(ada))

    assert only(tree, "#name").attributes["value"] in (None, "")
    assert attributes(tree, "main input[checked]", "value") == ["read", "90"]
    assert tree.css(".summary") == []


def test_the_page_sent_a_second_time_makes_no_second_token(app, ada):
    make(ada)
    again = make(ada)

    assert again.status_code == 422
    assert "of that name" in only(page(again), "#name-error").text()
    assert len(rows(app)) == 1


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_it_lives_as_long_as_was_chosen(app, ada, days):
    make(ada, days=str(days))

    assert rows(app)[0].expires_at - rows(app)[0].created_at == timedelta(days=days)


@pytest.mark.parametrize("headers", [{}, PARTIAL])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 81),
        ("scopes", []),
        ("scopes", ["admin"]),
        ("days", "8"),
        ("days", ""),
        ("days", "36500"),
        ("current_password", ""),
        ("current_password", "wrong"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_what_was_typed_stays(app, ada, headers, field, value):
    response = make(ada, headers, **{field: value})

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, f"#{field}-error").text().strip()
    assert len(tree.css(f"#{field}-error ~ *, #{field}-field [aria-invalid], #{field} [aria-invalid]")) >= 1
    assert field == "name" or only(tree, "#name").attributes["value"] == "backup"
    assert field == "scopes" or "checked" in only(tree, "#scopes-read").attributes
    assert PASSWORD not in response.text
    assert rows(app) == []


def test_guessing_at_the_password_is_slowed_down(ada):
    answers = [make(ada, current_password=f"guess {n}").status_code for n in range(11)]

    assert answers == [422] * 10 + [429]


def test_auz_29_of_two_values_the_same_one_is_judged_and_used(app, ada):
    wrong_first = make(ada, current_password=["wrong", PASSWORD])
    make(ada, name=["first", "second"], days=["7", "365"])

    assert wrong_first.status_code == 422
    assert [row.name for row in rows(app)] == ["first"]
    assert rows(app)[0].expires_at - rows(app)[0].created_at == timedelta(days=7)


def test_auz_29_what_is_revoked_stands_in_the_path(app, ada):
    make(ada)
    make(ada, name="other")
    kept, ended = (next(row.id for row in rows(app) if row.name == name) for name in ("backup", "other"))

    post(ada, f"{ADDRESS}/{ended}/delete?token_id={kept}&id={kept}", {"token_id": kept, "id": kept})

    assert [row.id for row in rows(app)] == [kept]


def test_auz_21_more_fields_than_the_form_has_change_nothing(app, ada):
    make(ada, user_id="2", id="x", expires_at="2099-01-01", used_at="2001-01-01")

    with app.app_context():
        owner = db.session.scalar(db.select(User.id).where(User.username == "ada"))
    row = rows(app)[0]
    assert (row.user_id, row.id == "x", row.used_at) == (owner, False, None)


def test_fifty_tokens_are_enough(app, ada):
    with app.app_context():
        owner = db.session.scalar(db.select(User.id).where(User.username == "ada"))
        late = utcnow() + timedelta(days=1)
        for n in range(50):
            row = ApiToken(id=f"{n:032}", user_id=owner, name=str(n), scopes=["read"], expires_at=late)
            db.session.add(row)
        db.session.commit()

    response = make(ada)

    assert response.status_code == 422
    assert "50 tokens" in only(page(response), "#name-error").text()
    assert len(rows(app)) == 50


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_a_revoked_token_opens_nothing_and_the_page_says_so(app, ada, headers):
    token = only(page(make(ada)), ".secret").text()

    response = revoke(ada, rows(app)[0].id, headers)
    shown = page(ada.get(response.headers["Location"]))

    assert (response.status_code, response.headers["Location"]) == (303, ADDRESS)
    assert "“backup” was revoked" in texts(shown, "#toasts .toast")[0]
    assert shown.css(".rows") == []
    assert me(app.test_client(), token).status_code == 401


@pytest.mark.parametrize("token_id", ["0" * 32, "1", "x" * 500, "%00"])
def test_what_is_not_there_cannot_be_revoked(ada, token_id):
    assert revoke(ada, token_id).status_code in (400, 404)


def test_somebody_elses_token_is_as_if_it_were_not_there(app, ada):
    make(ada)
    bea = signed_in(app, "bea")

    assert revoke(bea, rows(app)[0].id).status_code == 404
    assert page(bea.get(ADDRESS)).css(".rows") == []
    assert len(rows(app)) == 1


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/{'0' * 32}/delete"])
def test_who_is_not_signed_in_is_asked_to(app, client, address):
    plain, fragment = (post(client, address, GOOD, headers=headers) for headers in ({}, PARTIAL))

    assert plain.status_code == 303
    assert plain.headers["Location"].startswith("/login")
    assert fragment.status_code == 401
    assert len(page(fragment).css("dialog")) == 1
    assert client.get(ADDRESS).headers["Location"].startswith("/login?next=")
    assert rows(app) == []


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/{'0' * 32}/delete"])
def test_a_forged_form_does_nothing(app, ada, address):
    assert ada.post(address, data=GOOD).status_code == 400
    assert rows(app) == []


def test_looking_changes_nothing(app, ada):
    make(ada)
    token_id = rows(app)[0].id

    assert ada.get(f"{ADDRESS}/{token_id}/delete").status_code == 405
    assert len(rows(app)) == 1


def test_what_ran_out_is_said_and_goes_when_the_next_is_made(app, ada):
    make(ada, days="7")
    with app.app_context():
        db.session.execute(db.update(ApiToken).values(expires_at=utcnow() - timedelta(days=1)))
        db.session.commit()

    shown = page(ada.get(ADDRESS))
    make(ada, name="other")

    assert "expired" in texts(shown, ".rows p")[1]
    assert [row.name for row in rows(app)] == ["other"]


def test_the_last_use_is_shown(app, ada):
    token = only(page(make(ada)), ".secret").text()
    before = texts(page(ada.get(ADDRESS)), ".rows p")[1]
    me(app.test_client(), token).close()

    assert before.startswith("Never used")
    assert texts(page(ada.get(ADDRESS)), ".rows p")[1].startswith("Used ")


def test_a_name_is_text(ada):
    make(ada, name="<b>x</b>\"'")

    assert texts(page(ada.get(ADDRESS)), ".rows strong") == ["<b>x</b>\"'"]
