"""/@name: empty, in another spelling, under a former name."""

import pytest

from blog.accounts.models import User
from blog.extensions import db
from blog.site import models as site
from tests.support.factories import a_post, an_account
from tests.support.html import attributes, page, texts


def test_an_account_without_posts_has_a_page_that_says_so_and_stays_out_of_search_engines(app, client):
    with app.app_context():
        an_account("ada", name="Ada Lovelace", bio="A life.")

    tree = page(client.get("/@ada"))

    assert texts(tree, "main h1") == ["Ada Lovelace"]
    assert texts(tree, "#feed") == ["Nothing published yet."]
    assert attributes(tree, "meta[name=robots]", "content") == ["noindex"]
    assert "0 posts" not in tree.body.text()


def test_with_posts_it_says_how_many_and_may_be_found(app, client):
    with app.app_context():
        an_account("ada", name="Ada Lovelace")
        a_post(authors=("ada",))

    tree = page(client.get("/@ada"))

    assert texts(tree, ".list-head p") == ["1 post · Feed"]
    assert "Nothing published yet." not in tree.body.text()
    assert tree.css("meta[name=robots]") == []


@pytest.mark.parametrize("spelling", ["ADA", "Ada", "%EF%BC%A1da", "ada%20"])
def test_another_spelling_leads_to_the_right_one_with_its_query(app, client, spelling):
    with app.app_context():
        an_account("ada")

    for query in ("", "?before=x&username=eve&_anchor=%0d%0ax:%201"):
        response = client.get(f"/@{spelling}{query}")

        assert response.status_code == 301
        assert response.headers["Location"].lower() == f"/@ada{query}"


def test_a_name_beyond_ascii_leads_nowhere_else(app, client):
    with app.app_context():
        an_account("šárka")

    assert client.get("/@šárka").status_code == 200
    assert client.get("/@ŠÁRKA").headers["Location"] == "/@%C5%A1%C3%A1rka"


def test_a_page_that_was_cached_under_one_spelling_is_a_redirect_once_it_changes(app, client):
    with app.app_context():
        an_account("ada")
    before = client.get("/@ada").status_code
    with app.app_context():
        db.session.scalar(db.select(User)).rename("Ada")
        site.raise_version()
        db.session.commit()

    assert (before, client.get("/@ada").headers["Location"]) == (200, "/@Ada")
    assert client.get("/@Ada").status_code == 200


def test_a_former_name_leads_to_the_present_one_while_there_is_something_to_see(app, client):
    with app.app_context():
        user = an_account("ada")
        user.rename("lovelace")
        db.session.commit()

    assert client.get("/@ADA").headers["Location"] == "/@lovelace"
    with app.app_context():
        db.session.scalar(db.select(User)).password_hash = None
        site.raise_version()
        db.session.commit()

    assert [client.get(f"/@{name}").status_code for name in ("ada", "lovelace")] == [404, 404]
