"""Addresses of posts that were deleted."""

import pytest

from blog.extensions import db
from blog.posts.models import Post, Slug
from tests.support.browsing import PARTIAL
from tests.support.factories import a_post
from tests.support.html import only, page


@pytest.fixture
def gone(app):
    """A post that had two addresses before it was deleted."""
    with app.app_context():
        post = a_post("Old name")
        post.take_slug("new-name")
        db.session.commit()
        db.session.delete(post)
        db.session.commit()


@pytest.mark.parametrize("form", ["", ".md", ".json"])
@pytest.mark.parametrize("slug", ["old-name", "new-name"])
def test_a_deleted_post_is_gone_at_every_address_it_had(client, gone, slug, form):
    response = client.get(f"/posts/{slug}{form}")

    assert response.status_code == 410
    assert "taken this page down" in only(page(response), "main p:not(.status)").text()


def test_as_a_fragment_it_is_a_toast(client, gone):
    response = client.get("/posts/new-name", headers=PARTIAL)

    assert response.status_code == 410
    assert "It was here once" in only(page(response), ".toast strong").text()


def test_what_never_was_is_not_found(client, gone):
    assert client.get("/posts/no-such-post").status_code == 404


def test_its_addresses_are_not_given_away_again(app, gone):
    with app.app_context():
        assert db.session.query(Post).count() == 0
        assert {slug.slug: slug.post_id for slug in db.session.scalars(db.select(Slug))} == {
            "old-name": None,
            "new-name": None,
        }
