"""The page of one's pictures."""

import pytest
from sqlalchemy import event

from blog.extensions import db
from blog.posts import drafts, pictures
from blog.posts.content import Content
from tests.posts.uploads import keep, rows, write
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_post, an_account
from tests.support.html import attributes, only, page, texts

SHADES = ["red", "green", "blue", "teal", "navy"]


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("ada")
        an_account("eve")
        an_account("ed", role="editor")
    return signed_in(app)


def in_a_draft(path):
    drafts.keep("draft-key", 1, None, 0, Content(body=f"text ![x]({path})"))


def test_the_page_shows_ones_own_pictures_the_newest_first(app, client):
    for shade in SHADES:
        keep(app, shade)
    keep(app, "orange", owner_id=2)
    keep(app, "grey", owner_id=None)

    tree = page(client.get("/media"))

    assert texts(tree, ".picture strong") == [f"{shade}.png" for shade in reversed(SHADES)]
    assert texts(tree, ".picture .use") == ["Unused Delete"] * 5
    assert attributes(tree, ".picture input", "value") == [
        f"![Describe this picture]({media.path})" for media in reversed(rows(app)[:5])
    ]


def test_an_editor_sees_everybodys_and_whose_they_are(app, client):
    keep(app, "orange", owner_id=2)
    keep(app, "grey", owner_id=None)

    tree = page(signed_in(app, "ed").get("/media"))

    assert texts(tree, ".picture strong") == ["grey.png", "orange.png"]
    assert texts(tree, ".picture .owner") == ["of the site", "by Eve"]


def test_a_picture_of_several_widths_is_shown_in_a_narrow_one(app, client):
    media = keep(app, size=(1000, 500))

    (image,) = page(client.get("/media")).css(".picture img")

    assert image.attributes["srcset"] == ", ".join(
        [f"/media/{media.key}-480.webp 480w", f"/media/{media.key}-960.webp 960w", f"{media.path} 1000w"]
    )
    assert image.attributes["alt"] == "teal.png"


def test_a_long_list_goes_on_and_the_link_says_so(app, client):
    for n in range(30):
        keep(app, f"#{n:02}4060", size=(1, 1))

    first = page(client.get("/media"))
    (link,) = attributes(first, ".more a", "href")
    second = page(client.get(f"{link}&focus=1", headers=PARTIAL))

    names = [name for tree in (first, second) for name in texts(tree, ".picture strong")]
    assert names == [f"#{n:02}4060.png" for n in reversed(range(30))]
    assert attributes(second, "[autofocus]", "href") == [rows(app)[5].path]
    assert second.css(".more, hx-partial") == []


def test_the_unused_ones_go_on_too(app, client):
    shown = [keep(app, f"#{n:02}4060", size=(1, 1)) for n in range(40)][::4]
    write(
        app,
        lambda: pictures.note_uses(a_post().id, Content(body=" ".join(media.path for media in shown[:5]))),
    )
    write(app, lambda: in_a_draft(" ".join(media.path for media in shown[5:])))

    first = page(client.get("/media?unused=1"))
    (link,) = attributes(first, ".more a", "href")
    second = page(client.get(link))

    assert [len(tree.css(".picture")) for tree in (first, second)] == [24, 6]
    assert {*texts(first, ".use"), *texts(second, ".use")} == {"Unused Delete"}


@pytest.mark.parametrize(
    ("before", "status"), [("x", 404), ("-1", 404), ("9" * 30, 404), ("9999999999", 200), ("0", 200)]
)
def test_a_place_in_the_list_that_is_none_does_no_harm(client, before, status):
    assert client.get(f"/media?before={before}").status_code == status


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/media", "No pictures yet"),
        ("/media?unused=1", "Nothing to tidy up"),
        ("/media?before=1", "Nothing is older"),
    ],
)
def test_an_empty_list_says_what_it_is(client, address, words):
    assert words in only(page(client.get(address)), "#pictures").text()


def test_a_long_list_takes_no_more_questions_than_a_short_one(app, client):
    def questions() -> int:
        asked = []
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda *details: asked.append(details[2]))
        client.get("/media")
        return len([text for text in asked if "media" in text or "drafts" in text])

    keep(app)
    few = questions()
    for shade in SHADES:
        keep(app, shade, size=(600, 400))

    assert few == 2
    assert questions() == few
