"""The page of one person for moderators, and letting somebody comment no more."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.accounts.models import FormerUsername, User
from blog.comments import moderation
from blog.comments.models import CommentBlock
from blog.extensions import db
from tests.admin.moderating import actions, batches, decide, many_comments, some_comments, states
from tests.support.browsing import PARTIAL, post, signed_in, token
from tests.support.factories import a_comment, a_post, an_account
from tests.support.html import attributes, only, page, texts

HERE = "/admin/comments/by/rita"


@pytest.fixture
def talk(app, reader):
    """What Rita wrote: visible, waiting, rejected and deleted."""
    with app.app_context():
        rita, below = db.session.query(User).filter_by(username="rita").one(), a_post("Tides")
        for state in ("visible", "pending", "rejected", "deleted"):
            a_comment(below, rita, f"It is {state}.", state=state)
        return rita.id


def is_blocked(app, user_id: int) -> bool:
    with app.app_context():
        return moderation.is_blocked(user_id)


def block(client, comments: str = "reject", **options):
    return post(client, f"{HERE}/block", {"comments": comments}, **options)


def facts(tree) -> dict[str, str]:
    return dict(zip(texts(tree, ".facts dt"), texts(tree, ".facts dd"), strict=True))


def test_the_page_shows_who_it_is_and_everything_they_wrote(app, editor, talk):
    tree = page(editor.get(HERE))

    assert texts(tree, ".desk-row .remark") == [
        f"It is {state}." for state in ("deleted", "rejected", "pending", "visible")
    ]
    found = facts(tree)
    assert found["Comments"] == "1 visible, 1 rejected"
    assert found["Here since"].endswith(", as a reader")
    assert only(tree, ".facts a").attributes["href"] == "/@rita"


def test_auz_32_an_address_is_for_admins_only(editor, admin, talk):
    assert facts(page(admin.get(HERE)))["Email"] == "rita@example.org"
    assert "rita@example.org" not in editor.get(HERE).text


def test_an_admins_page_about_somebody_leads_there(admin, talk):
    assert HERE in attributes(page(admin.get(f"/admin/users/{talk}")), "main a", "href")


def test_the_same_tools_work_here_and_lead_back_here(app, editor, talk):
    tree = page(editor.get(HERE))
    address = only(tree, "form.desk").attributes["action"]

    answer = decide(editor, "delete", [1, 2], address)

    assert answer.headers["Location"] == HERE
    assert states(app) == ["deleted", "deleted", "rejected", "deleted"]
    assert decide(editor, "delete", [], address).status_code == 422
    assert decide(editor, "delete", [1], f"{address}x").status_code == 404


def test_the_page_of_who_wrote_much_goes_on(app, editor, talk):
    with app.app_context():
        many_comments(150, "visible", "Rita Many")
    tree = page(editor.get("/admin/comments/by/rita-many"))

    older = page(editor.get(only(tree, "#moderation .aside a").attributes["href"]))

    assert [len(found.css(".desk-row")) for found in (tree, older)] == [100, 50]


def test_a_former_name_finds_the_person_too(app, editor, talk):
    with app.app_context():
        db.session.add(FormerUsername(key="margherita", user_id=talk))
        db.session.commit()

    assert facts(page(editor.get("/admin/comments/by/margherita")))["Username"] == "@rita"
    for nobody in ("nobody", "x" * 300, "%00"):
        assert editor.get(f"/admin/comments/by/{nobody}").status_code in (400, 404)


def test_a_page_asks_before_anybody_is_blocked(app, editor, talk):
    link = only(page(editor.get(HERE)), f"a[href='{HERE}/block']")
    tree = page(editor.get(link.attributes["href"]))

    assert attributes(tree, "main input[type=radio]", "value") == ["reject", "keep"]
    assert attributes(tree, "main input[checked]", "value") == ["reject"]
    assert not is_blocked(app, talk)


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_blocking_can_reject_what_stands_and_waits(app, editor, talk, headers):
    answer = block(editor, headers=headers)

    assert answer.status_code == (204 if headers else 303)
    assert answer.headers["HX-Redirect" if headers else "Location"] == HERE
    assert is_blocked(app, talk)
    assert states(app) == ["rejected", "rejected", "rejected", "deleted"]
    tree = page(editor.get(HERE))
    assert "Rita can write no more comments. 2 comments rejected." in texts(tree, "#toasts .toast")[0]
    assert facts(tree)["Blocked"].endswith(", by Ed")
    assert texts(tree, ".person-tools button") == ["Unblock"]


def test_blocking_can_leave_everything_as_it_is(app, editor, talk):
    before = states(app)

    block(editor, "keep")

    assert is_blocked(app, talk)
    assert states(app) == before


def test_a_block_is_undone_with_all_that_it_rejected(app, editor, talk):
    before = states(app)
    block(editor)
    undo = only(page(editor.get(HERE)), "#toasts form").attributes["action"]

    answer = post(editor, undo)

    assert answer.headers["Location"] == HERE
    assert not is_blocked(app, talk)
    assert states(app) == before
    assert actions(app)[:3] == [
        ("block", "", "blocked"), ("reject", "visible", "rejected"), ("reject", "pending", "rejected")
    ]  # fmt: skip
    assert len(batches(app)) == 2


def test_unblocking_leaves_the_rejected_rejected_and_can_be_undone(app, editor, talk):
    block(editor)

    answer = post(editor, f"{HERE}/unblock", headers=PARTIAL, follow_redirects=True)

    assert not is_blocked(app, talk)
    assert "rejected" in states(app)
    assert texts(page(answer), ".person-tools a") == ["Block"]
    post(editor, f"/admin/log/{batches(app)[-1]}/undo")
    assert is_blocked(app, talk)


def test_blocking_and_unblocking_twice_is_like_once(app, editor, talk):
    block(editor)
    block(editor)
    assert actions(app).count(("block", "", "blocked")) == 1

    post(editor, f"{HERE}/unblock")
    post(editor, f"{HERE}/unblock")

    assert actions(app).count(("unblock", "blocked", "")) == 1
    assert not is_blocked(app, talk)


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("name", "words"), [("ed", "cannot block yourself"), ("emma", "moderates"), ("root", "moderates")]
)
def test_nobody_blocks_a_moderator_or_themselves(app, editor, colleague, headers, name, words):
    address = f"/admin/comments/by/{name}"

    answer = post(editor, f"{address}/block", {"comments": "keep"}, headers=headers)

    assert answer.status_code == 422
    assert words in only(page(answer), "[role=alert]").text()
    assert page(editor.get(address)).css(".person-tools a") == []
    with app.app_context():
        assert db.session.query(CommentBlock).count() == 0


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_the_choice_must_be_one_of_those_offered(app, editor, talk, headers):
    for choice in ("", "burn"):
        answer = block(editor, choice, headers=headers)

        assert answer.status_code == 422
        assert only(page(answer), "#comments-error").text() == "Choose what shall become of their comments."
    assert not is_blocked(app, talk)


def test_who_may_not_moderate_blocks_nobody(app, client, reader, talk):
    for visitor, status in ((client, 303), (reader, 403), (signed_in(app, "ada"), 403)):
        for action in ("block", "unblock"):
            assert post(visitor, f"{HERE}/{action}", {"comments": "reject"}).status_code == status

    assert not is_blocked(app, talk)


def test_who_is_not_there_cannot_be_blocked(editor):
    for action in ("block", "unblock"):
        assert post(editor, f"/admin/comments/by/nobody/{action}", {"comments": "keep"}).status_code == 404


def test_who_is_blocked_still_signs_in_and_reads(app, editor, talk):
    block(editor)

    rita = signed_in(app, "rita")

    assert rita.get("/posts/tides").status_code == 200
    assert rita.get("/account").status_code == 200


def test_conc_two_moderators_who_block_at_once_block_once(app, editor, colleague, talk):
    tries = [(client, token(client, f"{HERE}/block")) for client in (editor, colleague)]

    def block_at_once(client, fresh):
        return client.post(f"{HERE}/block", data={"comments": "reject", "csrf_token": fresh}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(block_at_once, *zip(*tries, strict=True))) == [303, 303]

    assert len(batches(app)) == 1
    assert is_blocked(app, talk)


def test_a_block_stands_in_no_ones_way_when_accounts_are_disabled_or_removed(app, editor, admin, talk):
    block(editor)
    with app.app_context():
        some_comments(1)
        other = an_account("otto", role="reader").id

    for id in (talk, other):
        assert post(admin, f"/admin/users/{id}/disable").status_code == 303

    assert is_blocked(app, talk)


def test_no_undo_blocks_somebody_who_moderates_by_now(app, editor, talk):
    block(editor, "keep")
    post(editor, f"{HERE}/unblock")
    with app.app_context():
        db.session.get(User, talk).role = "editor"
        db.session.commit()

    post(editor, f"/admin/log/{batches(app)[-1]}/undo")

    assert not is_blocked(app, talk)
