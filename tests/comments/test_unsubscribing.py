"""The link in each mail that stops its kind: by a press, or by a mail program."""

import pytest
from itsdangerous import URLSafeSerializer

from blog.comments import subscriptions
from blog.comments.models import MailRefusal
from blog.extensions import db
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import an_account
from tests.support.html import attributes, only, page, texts

HOUSE = "https://blog.example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def user_id(app):
    with app.app_context():
        return an_account("ada").id


@pytest.fixture
def link(app, user_id):
    """The address in a mail to Ada that somebody answered her comment."""
    with app.app_context():
        return f"/unsubscribe/{subscriptions.token(user_id, 'reply')}"


def refusals(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(db.select(MailRefusal.kind)))


def test_looking_at_it_changes_nothing_and_offers_one_button(app, client, link):
    response = client.get(link)

    tree = page(response)
    assert refusals(app) == []
    assert texts(tree, "h1") == ["Stop these mails?"]
    assert "when somebody answers your comment" in only(tree, ".form-head p").text()
    assert texts(tree, "main button") == ["Stop these mails"]
    assert attributes(tree, "main form", "action") == [link]


def test_the_button_stops_that_kind_and_says_so(app, client, link):
    response = client.post(link)

    tree = page(response)
    assert response.status_code == 200
    assert refusals(app) == ["reply"]
    assert texts(tree, "h1") == ["No more of these mails"]
    assert attributes(tree, "main form", "action") == [f"{link}/undo"]
    assert texts(page(client.get(link)), "h1") == ["No more of these mails"]


def test_they_can_be_had_again(app, client, link):
    client.post(link)

    response = client.post(f"{link}/undo")

    assert response.status_code == 200
    assert refusals(app) == []
    assert texts(page(response), "h1") == ["You get them again"]


def test_a_mail_program_stops_it_without_cookie_token_or_origin(make_app, app, link):
    client = make_app(BLOG_BASE_URL=HOUSE).test_client(use_cookies=False)

    response = client.post(link, data=ONE_CLICK, base_url=HOUSE)

    assert response.status_code == 200
    assert refusals(app) == ["reply"]


def test_a_mail_program_may_send_its_word_in_parts(app, client, link):
    response = client.post(link, data=ONE_CLICK, content_type="multipart/form-data")

    assert response.status_code == 200
    assert refusals(app) == ["reply"]


def test_pressing_again_is_no_failure(app, client, link):
    answers = [client.post(link).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert refusals(app) == ["reply"]


def test_it_stops_the_mails_of_whom_they_went_to_whoever_is_signed_in(app, user_id, link):
    with app.app_context():
        an_account("eve")

    signed_in(app, "eve").post(link)

    with app.app_context():
        assert db.session.scalars(db.select(MailRefusal.user_id)).all() == [user_id]


def test_no_cookie_is_set_and_no_cache_keeps_the_page(client, link):
    for response in (client.get(link), client.post(link), client.post(f"{link}/undo")):
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "private, no-store"
        assert only(page(response), "meta[name=robots]").attributes["content"] == "noindex"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_presses_no_button(app, client, link, headers):
    assert client.post(link, headers=headers).status_code == 403
    assert refusals(app) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "WzIsInJlcGx5Il0." + token.partition(".")[2],
        lambda token: token.partition(".")[0],
        lambda token: token + "x",
        lambda token: "None",
        lambda token: "..",
        lambda token: "ä\x7f" * 40,
        lambda token: "a" * 100_000,
    ],
)
def test_aun_33_34_any_other_token_stops_nothing(app, client, link, change):
    forged = "/unsubscribe/" + change(link.removeprefix("/unsubscribe/"))

    answers = [client.get(forged), client.post(forged), client.post(f"{forged}/undo")]

    assert [response.status_code for response in answers] == [404] * 3
    assert "Copy all of it from a mail" in only(page(answers[1]), ".error").text()
    assert refusals(app) == []


def test_aun_32_a_token_for_another_purpose_stops_nothing(app, client, user_id):
    other = URLSafeSerializer(app.config["SECRET_KEY"], salt="another").dumps([user_id, "reply"])

    assert client.post(f"/unsubscribe/{other}").status_code == 404


def test_cfg_03_a_link_from_before_the_key_changed_still_stops(make_app, app, link):
    old = app.config["SECRET_KEY"]
    new = "another key: zyxwvutsrqponmlkjihgfedcba9876543210"
    renewed = make_app(BLOG_SECRET_KEY=new, BLOG_SECRET_KEY_FALLBACKS=f'["{old}"]')

    assert renewed.test_client().post(link).status_code == 200
    with renewed.app_context():
        assert subscriptions.token(1, "reply") not in link


def test_a_link_to_an_account_that_is_gone_says_so(app, client, user_id):
    with app.app_context():
        gone = subscriptions.token(user_id + 1, "reply")

    assert client.get(f"/unsubscribe/{gone}").status_code == 404
    assert client.post(f"/unsubscribe/{gone}").status_code == 404


def test_who_presses_on_and_on_is_told_to_wait(client, link):
    answers = [client.post(link).status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_under_htmx_only_the_block_comes(client, link):
    response = client.get(link, headers=PARTIAL)

    assert page(response).css("header.site-header") == []
    assert texts(page(response), "h1") == ["Stop these mails?"]


def test_cfg_14_the_token_does_not_reach_the_log(client, link, capsys):
    client.post(f"{link}/undo")

    logged = capsys.readouterr().err
    assert "POST /unsubscribe/…/undo" in logged
    assert link not in logged
