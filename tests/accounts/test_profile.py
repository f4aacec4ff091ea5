"""One's own name, address and bio."""

from datetime import timedelta

import pytest

from blog.accounts import queries
from blog.accounts.models import User
from blog.extensions import db
from blog.site import jobs
from blog.site.models import Site
from tests.support.browsing import PARTIAL, log_in, post, signed_in
from tests.support.factories import PASSWORD, a_post, a_token, a_user, an_account
from tests.support.html import only, page, texts
from tests.support.mailbox import filed

SAME = {"username": "ada", "email": "ada@example.org", "name": "Ada", "bio": ""}


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("ada")
    return signed_in(app)


def save(client, **changes):
    return post(client, "/account", {**SAME, **changes})


def ada() -> User:
    return db.session.scalars(db.select(User).order_by(User.id)).first()


def test_what_is_saved_stands_on_the_page_at_once(app, client):
    with app.app_context():
        a_post("First", authors=())
        reader = app.test_client()
        reader.get("/@ada")

    response = save(client, name="Ada  King", bio="Wrote\r\nnotes.")

    assert (response.status_code, response.headers["Location"]) == (303, "/account")
    assert texts(page(client.get("/account")), "#toasts .toast") == ["Your profile is saved."]
    assert only(page(app.test_client().get("/@ada")), "h1").text() == "Ada King"
    with app.app_context():
        assert ada().bio == "Wrote\nnotes."


def test_with_htmx_the_block_comes_back_with_its_message(client):
    response = client.post(
        "/account", data={**SAME, "csrf_token": token_of(client)}, headers=PARTIAL, follow_redirects=True
    )

    assert response.status_code == 200
    assert only(page(response), "form").attributes["id"] == "profile"
    assert texts(page(response), "hx-partial .toast") == ["Your profile is saved."]


def token_of(client) -> str:
    return only(page(client.get("/account")), "main input[name=csrf_token]").attributes["value"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "eve"),
        ("username", "root"),
        ("email", "nowhere"),
        ("name", " \u200b\u202e "),
        ("name", "x" * 121),
        ("bio", "x" * 1001),
    ],
)
def test_uni_10_11_wrong_input_is_told_at_its_field_and_kept(app, client, field, value):
    with app.app_context():
        an_account("eve")

    response = save(client, **{field: value, "bio": value if field == "bio" else "A long bio."})

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, f"#{field}-error").text().strip()
    assert field == "bio" or only(tree, "#bio").text().strip() == "A long bio."
    with app.app_context():
        assert ada().username == "ada"


def test_uni_10_a_line_end_counts_as_one_character(client):
    assert save(client, bio="\r\n".join(["x" * 499, "y" * 500])).status_code == 303


def test_uni_01_a_name_cannot_turn_the_line_around(app, client):
    save(client, name="Ada \u202egnol")

    tree = page(app.test_client().get("/@ada"))
    assert only(tree, "h1").text() == "Ada gnol"
    assert len(tree.css("h1 bdi")) == 1


def test_an_old_name_leads_to_the_new_one_and_nobody_else_can_take_it(app, client):
    save(client, username="Countess")

    moved = app.test_client().get("/@ada")
    other = post(
        app.test_client(),
        "/register/check/username",
        {"username": "ada"},
        form="/register",
        headers=PARTIAL,
    )
    assert (moved.status_code, moved.headers["Location"]) == (301, "/@Countess")
    assert "taken" in only(page(other), "#username-error").text()
    assert save(client, username="ada").status_code == 303


@pytest.mark.parametrize("extra", [{"role": "admin"}, {"id": "2"}, {"is_admin": "1"}, {"post_count": "99"}])
def test_auz_20_21_only_ones_own_row_and_only_these_fields_change(app, client, extra):
    with app.app_context():
        an_account("eve")

    save(client, name="New", **extra)

    with app.app_context():
        names = [user.name for user in db.session.scalars(db.select(User).order_by(User.id))]
        assert names == ["New", "Eve"]
        assert (ada().role, ada().post_count) == ("author", 0)


@pytest.mark.parametrize("password", ["", "wrong password"])
def test_aun_20_another_address_needs_the_password(app, client, password):
    response = save(client, email="new@example.org", current_password=password)

    assert response.status_code == 422
    assert only(page(response), "#current_password-error").text().strip()
    with app.app_context():
        assert ada().email == "ada@example.org"


def test_without_mail_the_password_is_enough(app, client):
    save(client, email="New@example.org", current_password=PASSWORD)

    with app.app_context():
        assert ada().email == "New@example.org"
        assert queries.by_email("new@EXAMPLE.org").id == ada().id


def test_other_letters_of_the_same_address_need_no_proof(app, client):
    save(client, email="Ada@Example.org")

    with app.app_context():
        assert ada().email.startswith("Ada@")


@pytest.mark.parametrize("field", ["name", "bio"])
def test_dos_14_a_text_that_takes_long_to_tidy_up_is_refused_before(client, field):
    marks = "a" + "\u0301" * 40_000 + "\u0316" * 40_000

    response = save(client, **{field: marks})

    assert response.status_code == 422
    assert "at most" in only(page(response), f"#{field}-error").text()


def test_addresses_are_asked_about_and_written_to_a_few_times_a_day(app, client):
    with app.app_context():
        an_account("eve")
    asked = ["eve@example.org" if n % 2 else f"free{n}@example.org" for n in range(12)]

    statuses = [save(client, email=email, current_password=PASSWORD).status_code for email in asked]

    assert set(statuses[:10]) == {303, 422}
    assert statuses[10:] == [429, 429]


def test_a_save_without_a_change_leaves_every_page_as_it_was(app, client):
    reader = app.test_client()
    before = reader.get("/").headers["ETag"]
    with app.app_context():
        version = db.session.scalar(db.select(Site.version))

    save(client)

    with app.app_context():
        assert db.session.scalar(db.select(Site.version)) == version
    assert reader.get("/").headers["ETag"] == before


def test_a_taken_address_is_refused(app, client):
    with app.app_context():
        an_account("eve")

    response = save(client, email="EVE@example.org", current_password=PASSWORD)

    assert response.status_code == 422
    assert "account with this address" in only(page(response), "#email-error").text()


@pytest.fixture
def mailing(make_app, tmp_path):
    """A site whose mail goes into a folder, and Ada signed in to it."""
    app = make_app(BLOG_MAIL_URL=f"file:{tmp_path / 'mail'}")
    with app.app_context():
        an_account("ada")
    return app, signed_in(app), tmp_path / "mail"


def delivered(app, folder) -> dict[str, str]:
    """{receiver: text} of all mails so far."""
    with app.app_context():
        jobs.run_due()
    return {str(mail["To"]): mail.get_content() for mail in filed(folder)}


def test_aun_20_with_mail_the_new_address_confirms_and_the_old_one_is_told(mailing):
    app, client, folder = mailing

    save(client, email="new@example.org", current_password=PASSWORD)

    mails = delivered(app, folder)
    link = next(word for word in mails["new@example.org"].split() if "/account/email/" in word)
    path = link.removeprefix(app.config["SETTINGS"].base_url)
    assert "new@example.org" in mails["ada@example.org"]
    with app.app_context():
        assert ada().email == "ada@example.org"
    assert client.get(path).status_code == 200
    assert post(client, path, form=path).status_code == 303
    assert post(client, path, form="/account").status_code == 404
    with app.app_context():
        assert ada().email == "new@example.org"


def test_a_confirmation_link_runs_out_and_is_good_for_nothing_else(app, client):
    with app.app_context():
        late = a_token("email", ada().id, lifetime=timedelta(0), email="x@example.org")
        reset = a_token("reset", ada().id)

    assert client.get(f"/account/email/{late}").status_code == 404
    assert client.get(f"/account/email/{reset}").status_code == 404
    assert post(client, f"/account/email/{reset}").status_code == 404


def test_an_address_taken_meanwhile_is_not_confirmed(app, client):
    with app.app_context():
        token = a_token("email", ada().id, email="eve@example.org")
        an_account("eve")

    assert post(client, f"/account/email/{token}").status_code == 404


def test_auz_32_no_address_is_shown_to_others(app, client):
    with app.app_context():
        a_post("First", authors=("Ada Lovelace",))
        a_user("Ada Lovelace").set_email("secret@example.org")
        db.session.commit()

    for address in ("/", "/@ada", "/@ada-lovelace", "/posts/first", "/posts/first.json", "/posts/first.md"):
        assert "secret@" not in app.test_client().get(address).text, address
        assert "ada@example" not in app.test_client().get(address).text, address


def test_inj_05_a_name_is_text(app, client):
    save(client, name="{{ 7*7 }} <script>")

    assert only(page(app.test_client().get("/@ada")), "h1").text() == "{{ 7*7 }} <script>"


def test_the_new_name_opens_and_so_does_the_address(app, client):
    save(client, username="countess")

    assert log_in(app.test_client(), "countess").status_code == 303
    assert log_in(app.test_client(), "ada@example.org").status_code == 303


def test_conc_03_of_two_windows_the_second_is_told_what_the_first_saved(client):
    version = only(page(client.get("/account")), "input[name=version]").attributes["value"]
    save(client, bio="From the first window.", version=version)

    refused = save(client, name="Countess", version=version)

    tree = page(refused)
    assert refused.status_code == 409
    assert "From the first window." in only(tree, ".summary pre").text()
    assert only(tree, "#name").attributes["value"] == "Countess"
    renewed = only(tree, "input[name=version]").attributes["value"]
    assert save(client, name="Countess", version=renewed).status_code == 303


def test_names_are_not_collected_without_end(client):
    statuses = [save(client, username=f"name{number}x").status_code for number in range(11)]

    assert statuses == [303] * 10 + [429]
