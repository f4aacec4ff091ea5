"""The queue of comments: what a moderator sees there, and in which order."""

import pytest

from blog.extensions import db
from blog.posts.models import Post
from tests.admin.moderating import QUEUE, decide, many_comments, some_comments
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_comment, a_post, an_account
from tests.support.html import attributes, only, page, texts

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


def shown(tree) -> list[str]:
    """The words of the comments on a page."""
    return texts(tree, ".desk-row .remark")


def test_what_waits_longest_stands_first_and_all_else_newest_first(app, editor):
    with app.app_context():
        for state in ("pending", "visible", "rejected", "deleted"):
            some_comments(state=state)

    assert shown(page(editor.get(QUEUE))) == ["Comment 0", "Comment 1", "Comment 2"]
    for state in ("visible", "rejected", "deleted"):
        tree = page(editor.get(f"{QUEUE}?state={state}"))
        assert shown(tree) == ["Comment 2", "Comment 1", "Comment 0"]
        assert texts(tree, ".states a[aria-current]") == [state.capitalize()]


def test_a_row_says_who_where_to_whom_and_what(app, editor):
    with app.app_context():
        post = a_post("Tides")
        rita = an_account("rita", role="reader", name="Rita")
        asked = a_comment(post, "Charles Babbage", "Is it so?")
        for state in ("visible", "visible", "rejected"):
            a_comment(post, rita, state=state)
        a_comment(post, rita, "It *is*, see https://example.org", asked, "pending", suspicion="4 links")

    row = only(page(editor.get(QUEUE)), ".desk-row")

    assert only(row, ".who a").attributes["href"] == "/admin/comments/by/rita"
    assert "2 visible, 1 rejected" in only(row, ".who").text()
    assert texts(row, ".where")[0].startswith("Tides, to Charles Babbage · ")
    assert only(row, ".where a").attributes["href"] == "/posts/tides"
    assert texts(row, ".remark em") == ["is"]
    link = only(row, ".remark a")
    assert (link.attributes["href"], "nofollow" in link.attributes["rel"]) == ("https://example.org", True)
    assert only(row, ".suspicion").text() == "4 links"


@pytest.mark.parametrize(
    "query", ["state=", "state=king", "state=Pending", "past=x", "past=", "past=-1", "past=99999999999"]
)
def test_an_address_that_no_link_leads_to_is_not_found(editor, query):
    assert editor.get(f"{QUEUE}?{query}").status_code == 404


def test_the_suspicious_can_be_seen_alone(app, editor):
    with app.app_context():
        some_comments()
        a_comment(db.session.scalar(db.select(Post)), body="Watches", state="pending", suspicion="4 links")

    tree = page(editor.get(f"{QUEUE}?suspicious=1"))

    assert shown(tree) == ["Watches"]
    assert texts(tree, ".chip[aria-current]") == ["Suspicious only"]
    assert "suspicious=1" in only(tree, "form.desk").attributes["action"]


@pytest.mark.parametrize("state", ["pending", "visible"])
def test_pages_are_disjoint_and_complete(app, editor, state):
    with app.app_context():
        many_comments(250, state)
    found, address = [], f"{QUEUE}?state={state}"

    while address:
        tree = page(editor.get(address))
        found += shown(tree)
        address = next(iter(attributes(tree, "#moderation .aside a", "href")), None)

    words = [f"Comment {n}" for n in range(250)]
    assert found == (words if state == "pending" else words[::-1])


def test_behind_the_last_comment_a_link_leads_back(app, editor):
    tree = page(editor.get(f"{QUEUE}?past=99"))

    assert attributes(tree, "#moderation p a", "href") == ["/admin/comments?state=pending"]


def test_without_javascript_a_link_ticks_all(app, editor):
    with app.app_context():
        some_comments()
    tree = page(editor.get(QUEUE))
    link = only(tree, ".desk a.without-script")

    ticked = page(editor.get(link.attributes["href"]))

    assert tree.css(".desk [name=comment][checked]") == []
    assert (link.text(), len(ticked.css(".desk [name=comment][checked]"))) == ("Select all", 3)


def test_the_buttons_say_their_keys(app, editor):
    with app.app_context():
        some_comments(1)

    tree = page(editor.get(QUEUE))

    assert attributes(tree, ".desk-bar button", "aria-keyshortcuts") == ["a", "r", "d"]
    assert texts(tree, ".desk-bar button") == ["Approve", "Reject", "Delete"]


def test_an_empty_queue_says_what_it_is(editor):
    tree = page(editor.get(QUEUE))

    assert texts(tree, ".empty h2") == ["Nothing waits"]
    assert tree.css("form.desk") == []


def test_htmx_gets_the_list_alone(app, editor):
    with app.app_context():
        some_comments(1)

    tree = page(editor.get(QUEUE, headers=PARTIAL))

    assert shown(tree) == ["Comment 0"]
    assert tree.css("header, h1, .admin-menu") == []


def test_the_queue_costs_the_same_few_queries_however_long_it_is(app, editor):
    with app.app_context():
        post = a_post()
        for n in range(20):
            a_comment(post, f"Person {n}", state="pending")
        engine = db.engine
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    db.event.listen(engine, "before_cursor_execute", note)
    editor.get(QUEUE, headers=PARTIAL)
    db.event.remove(engine, "before_cursor_execute", note)

    # who is it, the comments, the records of their authors, how many wait
    assert len([text for text in statements if text.lstrip().startswith("SELECT")]) == 4


def test_xss_05_xmd_10_hostile_names_and_words_are_text(app, editor):
    with app.app_context():
        eve = an_account("eve", name=HOSTILE)
        a_comment(a_post(HOSTILE), eve, HOSTILE, state="pending", suspicion=HOSTILE)

    for address in (QUEUE, "/admin/comments/by/eve", "/admin/comments/by/eve/block"):
        tree = page(editor.get(address))
        assert tree.css("main img[src=x], main script, [onerror]") == [], address
    decide(editor, "reject", [1])
    for address in ("/admin/log", "/admin"):
        assert page(editor.get(address)).css("main img[src=x], main script, [onerror]") == [], address


ADDRESSES = (QUEUE, "/admin", "/admin/log", "/admin/comments/by/ada", "/admin/comments/by/ada/block")


def test_auz_24_readers_and_authors_do_not_moderate(app, reader, people):
    for client in (reader, signed_in(app, "ada")):
        for address in ADDRESSES:
            assert client.get(address).status_code == 403
            assert client.get(address, headers=PARTIAL).status_code == 403


def test_auz_24_strangers_are_sent_to_the_login(client, people):
    for address in ADDRESSES:
        assert client.get(address).headers["Location"].startswith("/login?next=/admin")


def test_pages_of_moderators_are_stored_nowhere_and_found_by_no_search_engine(editor):
    for address in ADDRESSES:
        answer = editor.get(address)

        assert answer.headers["Cache-Control"] == "private, no-store"
        assert only(page(answer), "meta[name=robots]").attributes["content"] == "noindex"


def test_enter_in_the_form_presses_a_button_that_does_nothing(app, editor):
    with app.app_context():
        some_comments()

    first = page(editor.get(QUEUE)).css_first(".desk button")

    assert {"disabled", "hidden"} <= first.attributes.keys()
