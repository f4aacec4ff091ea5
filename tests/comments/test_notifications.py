"""The page of what happened to one's comments and posts: what is new, what was read, what comes by mail."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from blog.accounts.models import User
from blog.comments import inbox, notices
from blog.comments.models import DELETED, PENDING, Comment, MailRefusal, Notification
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_comment, a_post, a_user, an_account
from tests.support.html import attributes, only, page, texts

ADDRESS = "/notifications"
ITEMS = ".notice-list > li"


@pytest.fixture
def ada(app):
    """An author, signed in."""
    with app.app_context():
        an_account("ada", name="Ada Lovelace")
    return signed_in(app)


@pytest.fixture
def told(app, ada):
    """Tell Ada of a comment on her post; return (id of the notification, id of the comment)."""

    def tell(body="A fine engine.", kind="comment", when=None, title="Engines", owner="ada", **details):
        with app.app_context():
            owner_id = db.session.scalar(db.select(User.id).where(User.username == owner))
            comment = a_comment(a_post(title, authors=(owner,)), body=body, **details)
            row = Notification(user_id=owner_id, comment_id=comment.id, kind=kind)
            row.created_at = when or utcnow()
            db.session.add(row)
            db.session.commit()
            return row.id, comment.id

    titles = (f"Engines {number}" for number in range(1000))
    return lambda *arguments, **details: tell(*arguments, **{"title": next(titles), **details})


def read(app) -> dict[int, bool]:
    """{id of a notification: whether it was read}."""
    with app.app_context():
        rows = db.session.execute(db.select(Notification.id, Notification.read_at).order_by(Notification.id))
        return {row.id: row.read_at is not None for row in rows}


def refused(app) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(db.select(MailRefusal.kind)))


def test_each_says_who_did_what_where_when_and_how_it_begins(app, ada, told):
    when = datetime(2026, 3, 4, 9, 5, tzinfo=UTC)
    _, comment = told("A *fine* engine.", author="Charles Babbage", when=when, title="On `looms`")

    tree = page(ada.get(ADDRESS))

    assert texts(tree, f"{ITEMS} a") == ["Charles Babbage commented on “On looms”"]
    assert attributes(tree, f"{ITEMS} a", "href") == [f"/comments/{comment}"]
    assert texts(tree, f"{ITEMS} blockquote") == ["A fine engine."]
    assert texts(tree, ".day h2") == ["4 March 2026"]
    assert texts(tree, f"{ITEMS} time") == ["09:05"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("reply", "Charles Babbage answered your comment on “Engines 0”"),
        ("comment", "Charles Babbage commented on “Engines 0”"),
        ("approved", "Your comment on “Engines 0” was approved"),
    ],
)
def test_each_kind_has_its_own_words(ada, told, kind, words):
    told(kind=kind)

    assert texts(page(ada.get(ADDRESS)), f"{ITEMS} a") == [words]


def test_a_comment_that_begins_with_a_quote_is_shown_by_its_own_words(ada, told):
    told("> You said this.\n>\n> > And this.\n\nI say that.")

    assert texts(page(ada.get(ADDRESS)), "blockquote") == ["I say that."]


def test_the_newest_come_first_each_under_its_day(make_app, app, ada, told):
    for hours in (0, 2, 23, 25):  # after 22:00 UTC
        told(f"After {hours}", when=datetime(2026, 3, 4, 22, 0, tzinfo=UTC) + timedelta(hours=hours))

    tree = page(signed_in(make_app(BLOG_TIMEZONE="Europe/Berlin")).get(ADDRESS))

    assert texts(tree, ".day h2") == ["6 March 2026", "5 March 2026", "4 March 2026"]
    assert texts(tree, "blockquote") == ["After 25", "After 23", "After 2", "After 0"]


def test_what_is_new_says_so_in_a_word(app, ada, told):
    (first, _), _ = told(), told()
    post(ada, f"{ADDRESS}/read", {"notification": first})

    tree = page(ada.get(ADDRESS))

    assert texts(tree, f"{ITEMS} b") == ["New"]
    assert texts(tree, "main header p") == ["1 new notification"]
    assert attributes(tree, f"{ITEMS}:not(.new)", "id") == [f"notification-{first}"]
    assert tree.css(f"#notification-{first} form") == []


@pytest.mark.parametrize("state", [DELETED, PENDING])
def test_what_readers_do_not_see_any_more_is_not_quoted(app, ada, told, state):
    _, comment = told("Buy pills.")
    with app.app_context():
        db.session.get(Comment, comment).become(state, None)
        db.session.commit()

    response = ada.get(ADDRESS)

    assert "Buy pills." not in response.text
    assert texts(page(response), ".gone") == ["The comment is no longer there."]
    assert page(response).css(f"{ITEMS} a") == []


def test_auz_07_of_a_post_that_was_taken_back_not_even_the_title_is_told(app, ada, told):
    _, comment = told()
    with app.app_context():
        taken = db.session.get(Comment, comment).post
        taken.publish(None)
        taken.title = "Not for you"
        db.session.commit()

    response = ada.get(ADDRESS)

    assert "Not for you" not in response.text
    assert "fine engine" not in response.text


def test_xss_01_05_names_titles_and_comments_are_text(app, ada, told):
    payload = '"><img src=x onerror=alert(1)>'
    with app.app_context():
        a_user("Mallory").name = payload
        db.session.commit()
    told(f"<b>{payload}</b>", author="Mallory", title=payload)

    tree = page(ada.get(ADDRESS))

    assert tree.css("main img") == []
    assert payload in only(tree, f"{ITEMS} a").text()
    assert payload in only(tree, "blockquote").text()


def test_who_has_none_is_told_what_will_stand_here(ada):
    tree = page(ada.get(ADDRESS))

    assert texts(tree, ".empty h2") == ["Nothing to tell yet"]
    assert "Mark all as read" not in texts(tree, "button")


def test_older_ones_stand_on_pages_of_their_own(app, ada, told):
    for number in range(inbox.PAGE_SIZE + 2):
        told(f"Comment {number}")

    first = page(ada.get(ADDRESS))
    second = page(
        ada.get(ADDRESS + attributes(first, "nav[aria-label='More notifications'] a", "href")[-1][14:])
    )

    assert texts(first, "blockquote")[0] == f"Comment {inbox.PAGE_SIZE + 1}"
    assert len(first.css(ITEMS)) == inbox.PAGE_SIZE
    assert texts(second, "blockquote") == ["Comment 1", "Comment 0"]
    assert texts(second, "nav[aria-label='More notifications'] a") == ["The newest"]


def test_dos_13_below_the_last_one_there_is_nothing_and_the_way_back(ada, told):
    told()

    tree = page(ada.get(f"{ADDRESS}?before=1"))

    assert texts(tree, ".empty h2") == ["Nothing is older than this"]


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "", "²", "9" * 30])
def test_a_place_that_no_page_named_is_refused(ada, before):
    assert ada.get(f"{ADDRESS}?before={before}").status_code == 400


def test_one_is_marked_as_read_in_place(app, ada, told):
    (first, _), (second, _) = told(), told()

    response = post(ada, f"{ADDRESS}/read", {"notification": first}, headers=PARTIAL, follow_redirects=True)

    assert read(app) == {first: True, second: False}
    tree = page(response)
    assert attributes(tree, f"{ITEMS}.new", "id") == [f"notification-{second}"]
    assert attributes(tree, "hx-partial", "hx-target") == ["#unread"]
    assert "(1 new notification)" in only(tree, "hx-partial a").text()


def test_several_are_marked_at_once_without_javascript(app, ada, told):
    (first, _), (second, _), (third, _) = told(), told(), told()

    response = post(ada, f"{ADDRESS}/read", {"notification": [first, third]})

    assert (response.status_code, response.headers["Location"]) == (303, ADDRESS)
    assert read(app) == {first: True, second: False, third: True}


def test_all_means_all_that_was_on_the_page_and_none_that_came_meanwhile(app, ada, told):
    (first, _), (second, _) = told(), told()
    until = only(page(ada.get(ADDRESS)), "[name=until]").attributes["value"]
    third, _ = told()

    response = post(ada, f"{ADDRESS}/read", {"until": until})

    assert response.status_code == 303
    assert read(app) == {first: True, second: True, third: False}


def test_who_marks_one_on_an_older_page_stays_there(app, ada, told):
    (first, _), (second, _) = told(), told()
    older = page(ada.get(f"{ADDRESS}?before={second}"))
    before = only(older, f"#notification-{first} [name=before]").attributes["value"]

    response = post(ada, f"{ADDRESS}/read", {"notification": first, "before": before})

    assert response.headers["Location"] == f"{ADDRESS}?before={second}"


def test_auz_20_nobody_reads_or_marks_what_is_somebody_elses(app, ada, told):
    mine, _ = told("For Ada.")
    with app.app_context():
        an_account("eve")
    eve = signed_in(app, "eve")

    listed = eve.get(ADDRESS)
    one = post(eve, f"{ADDRESS}/read", {"notification": mine, "user_id": 1})
    all_of_it = post(eve, f"{ADDRESS}/read", {"until": mine})

    assert "For Ada." not in listed.text
    assert (one.status_code, all_of_it.status_code) == (303, 303)
    assert read(app) == {mine: False}


def test_one_that_is_gone_is_no_failure(app, ada):
    assert post(ada, f"{ADDRESS}/read", {"notification": 99}).status_code == 303


@pytest.mark.parametrize(
    "data", [{}, {"until": "x"}, {"notification": "x"}, {"notification": ["1", "-1"]}, {"until": "1 OR 1=1"}]
)
def test_what_no_page_sends_marks_nothing(app, ada, told, data):
    mine, _ = told()

    response = post(ada, f"{ADDRESS}/read", data)

    assert response.status_code == 400
    assert read(app) == {mine: False}


@pytest.mark.parametrize("action", ["read", "mail"])
def test_who_is_not_signed_in_has_none(app, client, told, action):
    mine, _ = told()

    plain = post(client, f"{ADDRESS}/{action}", {"notification": mine})
    live = post(client, f"{ADDRESS}/{action}", {"notification": mine}, headers=PARTIAL)

    assert client.get(ADDRESS).headers["Location"] == f"/login?next={ADDRESS}"
    assert (plain.status_code, live.status_code) == (303, 401)
    assert read(app) == {mine: False}
    assert refused(app) == []


@pytest.mark.parametrize("action", ["read", "mail"])
def test_csrf_01_without_its_token_nothing_changes(app, ada, told, action):
    mine, _ = told()

    response = ada.post(f"{ADDRESS}/{action}", data={"notification": mine})

    assert response.status_code == 400
    assert read(app) == {mine: False}
    assert refused(app) == []


def test_what_comes_by_mail_is_ticked_and_can_be_chosen(app, ada):
    before = page(ada.get(ADDRESS))

    response = post(ada, f"{ADDRESS}/mail", {"mail": "reply"})

    assert attributes(before, "input[name=mail][checked]", "value") == ["reply", "comment"]
    assert (response.status_code, response.headers["Location"]) == (303, ADDRESS)
    assert refused(app) == ["comment"]
    assert attributes(page(ada.get(ADDRESS)), "input[name=mail][checked]", "value") == ["reply"]


def test_a_choice_is_saved_in_place_and_can_be_taken_back(app, ada):
    post(ada, f"{ADDRESS}/mail")
    refused_both = refused(app)

    data = {"mail": ["reply", "comment"]}
    response = post(ada, f"{ADDRESS}/mail", data, headers=PARTIAL, follow_redirects=True)

    assert refused_both == ["comment", "reply"]
    assert refused(app) == []
    assert "Your choice is saved." in texts(page(response), ".toast")


def test_auz_21_a_kind_that_there_is_not_and_another_owner_are_ignored(app, ada):
    with app.app_context():
        other = an_account("eve").id

    post(ada, f"{ADDRESS}/mail", {"mail": ["reply", "comment", "approved", "x" * 99], "user_id": other})

    assert refused(app) == []


@pytest.mark.parametrize(("url", "told_so"), [("console:", 1), ("smtp://mail.example.org", 0)])
def test_where_no_mail_is_sent_the_page_says_so(make_app, ada, url, told_so):
    tree = page(signed_in(make_app(BLOG_MAIL_URL=url)).get(ADDRESS))

    assert len([text for text in texts(tree, ".by-mail .hint") if "sends no mail" in text]) == told_so


@pytest.mark.parametrize(("role", "seen"), [("author", []), ("editor", ["2 comments wait for approval"])])
def test_who_moderates_is_told_first_of_what_waits(app, role, seen):
    with app.app_context():
        an_account("mod", role=role)
        engines = a_post()
        for number in range(2):
            a_comment(engines, body=f"Waiting {number}", state=PENDING)

    tree = page(signed_in(app, "mod").get(ADDRESS))

    assert texts(tree, "main .notice a") == seen
    assert attributes(tree, "main .notice a", "href") == ["/admin/comments"] * len(seen)


def test_the_header_says_how_many_are_new(app, ada, told):
    none = only(page(ada.get("/about")), "#unread").text()
    told()
    one = only(page(ada.get("/about")), "#unread").text()
    told()
    two = only(page(ada.get("/about")), "#unread").text()

    assert none == "Notifications"
    assert "(1 new notification)" in one
    assert "(2 new notifications)" in two


def test_of_very_many_the_header_says_that_there_are_many(app, ada, told):
    told()
    with app.app_context():
        theirs = a_comment(a_post("Another")).post
        for number in range(inbox.MANY):
            more = a_comment(theirs, body=f"Comment {number}")
            db.session.add(Notification(user_id=1, comment_id=more.id, kind="comment"))
        db.session.commit()

    tree = page(ada.get("/about"))

    assert only(tree, "#unread b").text() == "99+"
    assert "(more than 99 new notifications)" in only(tree, "#unread").text()
    assert texts(page(ada.get(ADDRESS)), "main header p") == ["More than 99 new notifications"]


def test_the_number_costs_one_question_a_page_and_none_for_fragments_and_strangers(app, ada, client, told):
    told()
    asked = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    def questions(visitor, **options) -> int:
        asked.clear()
        assert visitor.get("/about", **options).status_code == 200
        return len([statement for statement in asked if "notifications" in statement])

    assert questions(ada) == 1
    assert questions(ada, headers=PARTIAL) == 0
    assert questions(client) == 0


def test_where_it_cannot_be_counted_the_page_comes_all_the_same(app, ada):
    with app.app_context():
        Notification.__table__.drop(db.engine)

    assert only(page(ada.get("/about")), "#unread").text() == "Notifications"


def test_a_comment_that_is_made_stands_on_the_page_at_once(app, ada):
    with app.app_context():
        comment = a_comment(a_post(authors=("ada",)), "Charles Babbage")
        notices.appeared(comment)
        db.session.commit()

    assert texts(page(ada.get(ADDRESS)), f"{ITEMS} a") == [
        "Charles Babbage commented on “On the analytical engine”"
    ]
