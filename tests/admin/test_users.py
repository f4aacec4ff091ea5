"""Everybody who is here, as an admin sees them."""

from datetime import timedelta

import pytest

from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_user, an_account
from tests.support.html import attributes, only, page, texts

PAGES = (
    "/admin/users", "/admin/invites", "/admin/users/{}", "/admin/users/{}/disable",
    "/admin/users/{}/second-factor/delete",
)  # fmt: skip


def found(client, query: str) -> list[str]:
    """The names that a search shows."""
    return texts(page(client.get("/admin/users", query_string={"q": query})), "#people strong")


def test_everybody_is_listed_newest_first_with_what_an_admin_must_know(app, admin):
    with app.app_context():
        a_user("Grace Hopper")
        an_account("eve", disabled_at=utcnow())
        db.session.commit()

    tree = page(admin.get("/admin/users"))

    assert texts(tree, "#people strong") == ["Eve", "Grace Hopper", "Ada", "Root"]
    assert texts(tree, "#people div p")[2] == "@ada ada@example.org"
    standings = texts(tree, "#people .standing > span:first-child")
    assert standings == ["Author · disabled", "Author · cannot sign in yet", "Author", "Admin"]
    assert len(tree.css("#people .standing time")) == 1


def test_the_last_visit_is_that_of_the_latest_session(app, admin, people):
    signed_in(app, "ada")
    signed_in(app, "ada")

    tree = page(admin.get(f"/admin/users/{people['ada']}"))

    seen = attributes(tree, ".facts time", "datetime")[-1]
    assert seen >= (utcnow() - timedelta(minutes=1)).isoformat()


def test_a_search_looks_where_a_name_a_username_or_an_address_begins(app, admin, people):
    with app.app_context():
        db.session.execute(db.update(User).where(User.username == "ada").values(name="Ada Lovelace"))
        db.session.commit()

    for query in ("ad", "ADA", "@ada", " ada ", "ada@EXAMPLE", "lovel", "Ada Lo"):
        assert found(admin, query) == ["Ada Lovelace"], query


def test_a_capital_that_is_not_ascii_is_found_by_its_small_letter(app, admin):
    with app.app_context():
        an_account("emile", name="Émile")

    assert found(admin, "émi") == ["Émile"]


def test_a_search_is_literal_text(admin):
    for query in ("%", "_", "a%a", "\\", "' OR 1=1 --", "example", "ot", "\U0001f600", "x" * 4000):
        assert found(admin, query) == [], query


def test_a_search_without_text_finds_everybody(admin):
    assert found(admin, "") == found(admin, " @ ") == ["Ada", "Root"]


def test_many_people_come_in_pages_that_keep_the_search(app, admin):
    with app.app_context():
        db.session.add_all(User(username=f"many-{n}", name=f"Many {n}") for n in range(101))
        db.session.commit()

    names, address = [], "/admin/users?q=many"
    while address:
        tree = page(admin.get(address))
        names += texts(tree, "#people strong")
        address = next(iter(attributes(tree, "#people > .aside a", "href")), None)

    assert names == [f"Many {n}" for n in reversed(range(101))]


def test_a_page_that_no_link_leads_to_is_not_found(admin):
    for before in ("", "x", "-1", "9" * 11, "0" * 25 + "9" * 25, "\u0661"):
        assert admin.get("/admin/users", query_string={"before": before}).status_code == 404, before


def test_the_list_costs_the_same_few_queries_whoever_is_in_it(app, admin, people):
    with app.app_context():
        db.session.add_all(User(username=f"many-{n}", name=f"Many {n}") for n in range(60))
        db.session.commit()
        engine = db.engine
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    db.event.listen(engine, "before_cursor_execute", note)
    admin.get("/admin/users")
    db.event.remove(engine, "before_cursor_execute", note)

    # who is it, the people; and for the header what waits, and what is news
    assert len([text for text in statements if text.lstrip().startswith("SELECT")]) == 4


def test_htmx_gets_the_list_alone(admin):
    tree = page(admin.get("/admin/users?q=ada", headers=PARTIAL))

    assert texts(tree, "strong") == ["Ada"]
    assert tree.css("header, form") == []


def test_nobody_is_not_found(admin):
    for id in ("999", "2147483648", "9" * 30, "x"):
        assert admin.get(f"/admin/users/{id}").status_code == 404, id


@pytest.mark.parametrize("role", ["author", "editor"])
def test_auz_24_admin_pages_refuse_whoever_is_no_admin(app, people, role):
    with app.app_context():
        an_account("eve", role=role)
    client = signed_in(app, "eve")

    for address in PAGES:
        for headers in ({}, PARTIAL):
            response = client.get(address.format(people["ada"]), headers=headers)

            assert response.status_code == 403, address
            assert "ada@example.org" not in response.text


def test_auz_24_auz_33_admin_pages_send_strangers_to_the_login(client, people):
    for address in PAGES:
        plain = client.get(address.format(people["ada"]))
        part = client.get(address.format(people["ada"]), headers=PARTIAL)

        assert (plain.status_code, part.status_code, part.data) == (303, 204, b"")
        assert plain.headers["Location"] == part.headers["HX-Redirect"]
        assert plain.headers["Location"].startswith("/login?next=/admin/")


def test_an_admins_pages_are_stored_nowhere(admin):
    assert admin.get("/admin/users").headers["Cache-Control"] == "private, no-store"


def test_auz_32_others_see_no_address(app, client, people):
    assert "ada@example.org" not in client.get("/@ada").text


def test_a_hostile_name_is_text_wherever_it_stands(app, admin):
    name = "<script>alert(1)</script>\" autofocus onfocus='x"
    with app.app_context():
        id = an_account("eve", name=name).id

    for address in ("/admin/users", f"/admin/users/{id}", f"/admin/users/{id}/disable"):
        tree = page(admin.get(address))
        assert tree.css("main script, [onfocus]") == []
        assert only(tree, "title").text()
    assert only(page(admin.get(f"/admin/users/{id}")), "h1").text() == name
