"""Turning one's second factor on and off, and making recovery codes."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno
import time_machine

from blog.accounts import second_factor
from blog.accounts.models import RecoveryCode, User
from blog.database import utcnow
from blog.extensions import db
from blog.site.parking import ParkedForm
from tests.support.browsing import PARTIAL, is_signed_in, log_in, post, signed_in, token
from tests.support.codes import SECRET, code, wrong_code
from tests.support.factories import PASSWORD, an_account
from tests.support.html import attributes, only, page, texts

ADDRESS = "/account/two-factor"
NEW_CODES, OFF = f"{ADDRESS}/recovery-codes", f"{ADDRESS}/delete"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(utcnow(), tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def ada(app) -> int:
    with app.app_context():
        return an_account("ada").id


@pytest.fixture
def client(app):
    """Ada's browser."""
    return signed_in(app)


@pytest.fixture
def codes(app, client, ada) -> list[str]:
    """Ada's recovery codes: her second factor is on, and the code of this moment is not used yet."""
    with app.app_context():
        codes = second_factor.enable(ada, SECRET, int(time.time()) // 30 - 1)
        db.session.commit()
        return codes


def offer(client) -> dict[str, str]:
    """What the form holds, with the right code and the password."""
    form = page(client.get(ADDRESS))
    fields = {
        name: only(form, f"#second-factor input[name={name}]") for name in ("csrf_token", "encoded_secret")
    }
    values = {name: field.attributes["value"] for name, field in fields.items()}
    return {**values, "code": code(key(form)), "current_password": PASSWORD}


def key(form) -> str:
    return "".join(only(form, "code.secret").text().split())


def key_of(data, app, ada) -> str:
    """The secret that the form holds."""
    with app.app_context():
        return second_factor.offered(ada, data["encoded_secret"])


def stored(app) -> tuple[str | None, int]:
    """Ada's secret, and how many recovery codes all have together."""
    with app.app_context():
        secret = db.session.scalar(db.select(User.totp_secret).where(User.username == "ada"))
        return secret, db.session.scalar(db.select(db.func.count()).select_from(RecoveryCode))


def test_the_page_shows_one_secret_as_a_picture_a_link_and_a_key(client):
    form = page(client.get(ADDRESS))

    link = only(form, "figure.qr a").attributes["href"]
    query = parse_qs(urlsplit(link).query)
    assert query == {"secret": [key(form)], "issuer": ["Quire"]}
    assert unquote(urlsplit(link).path) == "/Quire:ada"
    assert all(len(group) == 4 for group in only(form, "code.secret").text().split())
    assert modules(only(form, "figure.qr svg")) == [
        [bool(module) for module in row] for row in segno.make_qr(link, error="m").matrix_iter(border=4)
    ]


def modules(svg) -> list[list[bool]]:
    """The modules of a QR code that is drawn as runs `M<x> <y>h<n>v1h-<n>z`."""
    size = int(svg.attributes["viewBox"].split()[-1])
    rows = [[False] * size for _ in range(size)]
    for run in only(svg, "path").attributes["d"].split("z")[:-1]:
        x, y = map(int, run[1 : run.index("h")].split())
        width = int(run[run.index("h") + 1 : run.index("v")])
        rows[y][x : x + width] = [True] * width
    return rows


def test_the_picture_is_dark_on_white_in_every_colour_scheme(client):
    svg = only(page(client.get(ADDRESS)), "figure.qr svg")

    assert attributes(svg, "rect, path", "fill") == ["#fff", "#000"]
    assert svg.css("[style]") == []


def test_looking_changes_nothing(app, client):
    with client.session_transaction() as session:
        before = dict(session)

    secrets = {key(page(client.get(ADDRESS))) for _ in range(3)}

    with client.session_transaction() as session:
        assert {name: session[name] for name in before} == before
        assert not any(secret in str(dict(session)) for secret in secrets)
    assert len(secrets) == 3
    assert stored(app) == (None, 0)


def test_the_first_right_code_turns_it_on_and_shows_ten_recovery_codes_once(app, client):
    data = offer(client)

    response = client.post(ADDRESS, data=data)

    shown = texts(page(response), "#second-factor .secret li")
    file = only(page(response), "a[download]").attributes["href"]
    again = client.get(ADDRESS)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert len(set(shown)) == 10
    assert unquote(file.partition(",")[2]).split() == shown
    assert stored(app)[1] == 10
    assert "10 codes left" in page(again).text()
    assert not any(text in again.text for text in shown)


def test_under_htmx_the_same_answer_is_the_block(app, client):
    response = client.post(ADDRESS, data=offer(client), headers=PARTIAL)

    assert response.status_code == 200
    assert attributes(page(response), "body > div", "id") == ["second-factor"]
    assert len(texts(page(response), ".secret li")) == 10
    assert "is on" in only(page(response), "hx-partial .toast").text()


def test_what_was_shown_opens_the_door_from_then_on(app, client, ada, clock):
    data = offer(client)
    secret = key_of(data, app, ada)
    shown = texts(page(client.post(ADDRESS, data=data)), ".secret li")

    def sign_in(text) -> int:
        visitor = app.test_client()
        log_in(visitor)
        return post(visitor, "/login", {"code": text}, form="/login").status_code

    assert sign_in(data["code"]) == 422  # it was used to turn this on
    assert sign_in(shown[0]) == 303
    clock.shift(30)
    assert sign_in(code(secret)) == 303


def test_all_other_sessions_end(app, client):
    other = signed_in(app)

    client.post(ADDRESS, data=offer(client))

    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize("headers", [{}, PARTIAL])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "x" * 5000}, "code"),
        ({"code": "wrong"}, "code"),
        ({"current_password": "wrong password"}, "current_password"),
        ({"current_password": ""}, "current_password"),
    ],
)
def test_a_wrong_form_is_refused_and_keeps_its_secret(app, client, ada, change, field, headers):
    data = offer(client)
    before = data["encoded_secret"]
    if change.get("code") == "wrong":
        change = {"code": wrong_code(key_of(data, app, ada))}

    response = client.post(ADDRESS, data=data | change, headers=headers)

    form = page(response)
    assert response.status_code == 422
    assert only(form, f"#{field}").attributes["aria-invalid"] == "true"
    assert only(form, "input[name=encoded_secret]").attributes["value"] == before
    assert PASSWORD not in response.text
    assert stored(app) == (None, 0)


def test_a_secret_is_offered_for_half_an_hour(app, client, clock):
    old = offer(client)
    clock.shift(second_factor.OFFER_LIFETIME + 1)

    response = client.post(ADDRESS, data=old | {"code": code(SECRET)})

    assert response.status_code == 422
    assert "new picture" in only(page(response), "#code-error").text()
    assert only(page(response), "input[name=encoded_secret]").attributes["value"] != old["encoded_secret"]


@pytest.mark.parametrize("spoil", [lambda text: "", lambda text: text[:-1], lambda text: "é" * 9000])
def test_a_secret_that_was_not_offered_is_refused(app, client, spoil):
    data = offer(client)

    response = client.post(ADDRESS, data=data | {"encoded_secret": spoil(data["encoded_secret"])})

    assert response.status_code == 422
    assert stored(app) == (None, 0)


def test_a_secret_that_was_offered_to_somebody_else_is_refused(app, client):
    with app.app_context():
        an_account("bea")
    data = offer(signed_in(app, "bea")) | {"csrf_token": token(client, ADDRESS)}

    assert client.post(ADDRESS, data=data).status_code == 422
    assert stored(app) == (None, 0)


def test_turning_it_on_twice_keeps_the_first(app, client):
    first, second = offer(client), offer(client)
    client.post(ADDRESS, data=first)
    kept = stored(app)

    response = client.post(ADDRESS, data=second)

    assert response.status_code == 303
    assert "already" in only(page(client.get(ADDRESS)), "#toasts .toast").text()
    assert stored(app) == kept


@pytest.mark.parametrize(("address", "data"), [(ADDRESS, {"code": "1"}), (NEW_CODES, {}), (OFF, {})])
def test_whoever_is_not_signed_in_is_asked_to_and_nothing_secret_is_kept(app, address, data):
    visitor = app.test_client()
    data = data | {"csrf_token": token(visitor), "current_password": PASSWORD, "encoded_secret": "x"}

    plain = visitor.post(address, data=data)
    part = visitor.post(address, data=data, headers=PARTIAL)

    assert (plain.status_code, plain.headers["Location"]) == (303, "/login?next=/account/two-factor")
    assert part.status_code == 401
    assert page(part).css("dialog form")
    with app.app_context():
        assert db.session.scalars(db.select(ParkedForm)).all() == []


def test_a_visit_leads_to_the_sign_in_and_back(app):
    response = app.test_client().get(ADDRESS)

    assert (response.status_code, response.headers["Location"]) == (303, f"/login?next={ADDRESS}")


@pytest.mark.parametrize("address", [ADDRESS, NEW_CODES, OFF])
def test_a_form_without_its_token_changes_nothing(app, client, codes, address):
    response = client.post(address, data={"current_password": PASSWORD})

    assert response.status_code == 400
    assert stored(app) == (SECRET, 10)


def test_new_recovery_codes_replace_the_old_ones(app, client, codes, ada):
    response = post(client, NEW_CODES, {"current_password": PASSWORD})

    shown = texts(page(response), ".secret li")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert set(shown).isdisjoint(codes)
    assert stored(app) == (SECRET, 10)
    with app.app_context():
        assert not second_factor.check(ada, codes[0])
        assert second_factor.check(ada, shown[0])


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_turned_off_the_password_alone_does_and_no_code_is_left(app, client, codes, headers):
    response = post(client, OFF, {"current_password": PASSWORD}, headers=headers)

    visitor = app.test_client()
    log_in(visitor)
    assert (response.status_code, response.headers["Location"]) == (303, ADDRESS)
    assert "is off" in only(page(client.get(ADDRESS)), "#toasts .toast").text()
    assert stored(app) == (None, 0)
    assert is_signed_in(visitor)


@pytest.mark.parametrize("headers", [{}, PARTIAL])
@pytest.mark.parametrize("data", [{}, {"current_password": "wrong password"}])
@pytest.mark.parametrize(("address", "place"), [(NEW_CODES, "codes"), (OFF, "off")])
def test_without_the_password_all_stays_as_it_is(app, client, codes, address, place, data, headers):
    response = post(client, address, data, headers=headers)

    tree = page(response)
    assert response.status_code == 422
    assert attributes(tree, "#second-factor [aria-invalid]", "id") == [f"{place}-current_password"]
    assert only(tree, ".summary a").attributes["href"] == f"#{place}-current_password"
    assert stored(app) == (SECRET, 10)


@pytest.mark.parametrize("address", [NEW_CODES, OFF])
def test_what_is_not_set_cannot_be_taken_away(client, address):
    assert post(client, address, {"current_password": PASSWORD}).status_code == 404


@pytest.mark.parametrize("address", [NEW_CODES, OFF])
def test_nobody_reaches_the_second_factor_of_another(app, ada, codes, address):
    with app.app_context():
        an_account("bea", totp_secret=SECRET)
    visitor = app.test_client()
    log_in(visitor, "bea")
    post(visitor, "/login", {"code": code()}, form="/login")

    post(visitor, address, {"current_password": PASSWORD, "user_id": ada})

    with app.app_context():
        kept = (
            db.select(RecoveryCode).join(User, User.id == RecoveryCode.user_id).where(User.username == "ada")
        )
        assert len(db.session.scalars(kept).all()) == 10
    assert stored(app)[0] == SECRET


def test_the_password_cannot_be_guessed_there_without_end(client, codes):
    answers = [post(client, OFF, {"current_password": f"guess {n}"}).status_code for n in range(11)]

    assert answers == [422] * 10 + [429]


def test_a_lost_device_is_no_dead_end(app, client, codes):
    """A recovery code signs in, the password turns the second factor off."""
    with time_machine.travel(utcnow() + timedelta(days=400)):
        visitor = app.test_client()
        log_in(visitor)
        post(visitor, "/login", {"code": codes[3]}, form="/login")
        post(visitor, OFF, {"current_password": PASSWORD})

    assert stored(app) == (None, 0)
