"""The way in for those who look after the site."""

from blog.database import utcnow
from tests.admin.moderating import decide, many_comments, some_comments
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import an_account
from tests.support.html import attributes, only, page, texts

MENU = ".admin-menu a"


def leads(client) -> list[str]:
    return texts(page(client.get("/admin")), ".lead")


def test_it_says_how_many_comments_wait(app, editor):
    assert leads(editor) == ["No comment waits. Read the latest ones."]
    with app.app_context():
        some_comments(1)
    assert leads(editor) == ["1 comment waits for a look."]
    with app.app_context():
        some_comments(2)
    assert leads(editor) == ["3 comments wait for a look."]
    with app.app_context():
        many_comments(120)

    assert leads(editor) == ["More than 99 comments wait for a look."]


def test_it_says_what_was_done_last(app, editor):
    with app.app_context():
        ids = some_comments(7)
    for id in ids:
        decide(editor, "reject", [id])

    tree = page(editor.get("/admin"))

    assert texts(tree, ".quotes q") == [f"Comment {n}" for n in (6, 5, 4, 3, 2)]
    assert attributes(tree, "#overview .aside a", "href") == ["/admin/log"]


def test_admins_see_people_and_invitations_too(app, admin, editor):
    assert len(leads(editor)) == 1
    assert leads(admin)[1] == "3 people can sign in."
    with app.app_context():
        an_account("gone", disabled_at=utcnow())
    assert leads(admin)[1] == "3 people can sign in."


def test_the_menu_shows_each_what_they_may(admin, editor):
    ours = ["/admin", "/admin/comments", "/admin/log"]
    theirs = ["/admin/users", "/admin/invites", "/admin/backups"]

    assert attributes(page(editor.get("/admin")), MENU, "href") == ours
    assert attributes(page(admin.get("/admin")), MENU, "href") == [*ours, *theirs]
    for address in (*ours, *theirs):
        assert attributes(page(admin.get(address)), f"{MENU}[aria-current=page]", "href") == [address]


def test_the_header_leads_moderators_there_and_counts_what_waits(app, editor, admin, reader):
    def way(client):
        return texts(page(client.get("/about")), "header a[href='/admin']")

    assert [way(client) for client in (editor, admin, reader)] == [["Admin"], ["Admin"], []]
    with app.app_context():
        some_comments(2)
    assert [way(client) for client in (editor, admin, reader)] == [["Admin 2 comments wait"]] * 2 + [[]]
    with app.app_context():
        many_comments(120)
    assert way(editor) == ["Admin 99+ comments wait"]


def test_htmx_gets_the_overview_alone(editor):
    tree = page(editor.get("/admin", headers=PARTIAL))

    assert only(tree, "#overview")
    assert tree.css("header, h1") == []


def test_auz_24_others_do_not_get_in(app, client, reader, people):
    assert client.get("/admin").headers["Location"] == "/login?next=/admin"
    assert reader.get("/admin").status_code == 403
    assert signed_in(app, "ada").get("/admin").status_code == 403
