"""Without JavaScript a picture comes along with any button: it is added, or the text waits."""

import pytest

from tests.posts import uploads
from tests.posts.desk import NEW, form, posts, the_post
from tests.support.html import fields, only, page


def send(client, address, data=None, **typed):
    """The form of a new post with a picture, sent by a browser without a script."""
    return client.post(
        address, **uploads.form(uploads.drawing() if data is None else data, **form(client, **typed))
    )


@pytest.mark.parametrize("address", [NEW, "/posts/new/publish"])
def test_it_stands_below_the_text_that_is_saved(staff, ada, address):
    answer = send(ada, address, title="Tides", body="The moon pulls.")

    shown = only(page(ada.get(answer.headers["Location"])), ".prose img").attributes
    with staff.app_context():
        body = the_post().body.markdown
    assert body == f"The moon pulls.\n\n![Describe this picture]({shown['src']})\n"
    assert shown["width"] == "640"


def test_a_large_one_is_no_reason_to_lose_the_text(staff, ada):
    photograph = uploads.drawing(size=(3000, 2000), kind="BMP")[:6_000_000]  # of a kind that is not taken

    answer = send(ada, NEW, photograph, title="Tides", body="The moon pulls.")

    tree = page(answer)
    assert answer.status_code == 422
    assert "BMP" in only(tree, "#file-error").text() or "picture" in only(tree, "#file-error").text()
    assert (fields(tree)["title"], fields(tree)["body"]) == ("Tides", "The moon pulls.")
    with staff.app_context():
        assert posts() == []


def test_a_preview_shows_it_and_keeps_it_in_the_text(ada):
    answer = send(ada, "/posts/preview", title="Tides", body="The moon pulls.")

    tree = page(answer)
    assert only(tree, "#preview .prose img").attributes["src"] in fields(tree)["body"]
