"""What the editor has to know about pictures: their sizes, covers, which post shows which."""

import pytest
from sqlalchemy import event

from blog.database import begin_read_only
from blog.extensions import db
from blog.lib.srcset import Size
from blog.posts import pictures
from blog.posts.content import Content
from blog.posts.models import PictureUse
from tests.posts.uploads import keep
from tests.support.factories import a_post, an_account

UNKNOWN = "/media/" + "a" * 26 + ".webp"


@pytest.fixture
def ada(app):
    with app.app_context():
        return an_account("ada").id


def uses(app) -> set[tuple[int, str]]:
    with app.app_context():
        return {(use.post_id, use.key) for use in db.session.scalars(db.select(PictureUse))}


def note(app, post_id, **content) -> None:
    with app.app_context():
        begin_read_only(False)
        pictures.note_uses(post_id, Content(**content))
        db.session.commit()


def test_sizes_of_all_stored_pictures_that_texts_name(app, ada):
    wide, small = keep(app, "red", size=(2000, 1000)), keep(app, "blue", size=(10, 20))

    with app.app_context():
        found = pictures.sizes_in(f"![x]({wide.path}) {UNKNOWN}", f"<img src={small.path}>")

    assert found == {wide.path: Size(2000, 1000, (480, 960, 1600)), small.path: Size(10, 20)}


def test_texts_without_pictures_ask_nothing(app):
    asked = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *details: asked.append(details[2]))

        assert pictures.sizes_in("", "![x](/media/short.webp) https://example.org/media/") == {}

    assert asked == []


def test_very_many_pictures_in_a_text_do_no_harm(app, ada):
    known = keep(app)
    text = " ".join(f"/media/{n:026}.webp".translate(str.maketrans("0189", "abcd")) for n in range(6_000))

    with app.app_context():
        assert list(pictures.sizes_in(text, known.path)) == [known.path]


def test_a_cover_is_kept_with_its_sizes_and_words(app, ada):
    media = keep(app, size=(1000, 500))

    with app.app_context():
        cover = pictures.cover(media.path, "The harbour")

    sizes = {"width": 1000, "height": 500, "narrower": [480, 960]}
    assert cover == {"path": media.path, "alt": "The harbour", **sizes}


@pytest.mark.parametrize(
    "address",
    ["", UNKNOWN, "/media/x", "https://example.org/a.png", "{}-480.webp", "{}.svg", "x{}.webp", "{}.webp?a"],
)
def test_only_the_very_address_of_a_stored_picture_makes_a_cover(app, ada, address):
    media = keep(app, size=(1000, 500))

    with app.app_context():
        assert pictures.cover(address.format(media.path.removesuffix(".webp")), "") is None


def test_what_a_post_shows_is_noted_once_and_stays_noted(app, ada):
    first, second = keep(app, "red", size=(600, 400)), keep(app, "blue")
    with app.app_context():
        post_id = a_post().id

    note(app, post_id, body=f"![x]({first.path}) ![x]({first.path})", cover=second.path)
    note(app, post_id, body=f"![x](/media/{first.key}-480.webp)")
    note(app, post_id, body="nothing")

    assert uses(app) == {(post_id, first.key), (post_id, second.key)}


def test_the_notes_of_a_post_go_with_it(app, ada):
    media = keep(app)
    with app.app_context():
        post_id = a_post().id
    note(app, post_id, body=media.path)

    with app.app_context():
        begin_read_only(False)
        db.session.execute(db.text("DELETE FROM posts"))
        db.session.commit()

    assert uses(app) == set()


def test_the_newest_pictures_of_somebody_are_offered_as_covers(app, ada):
    with app.app_context():
        an_account("eve")
    for shade in ("red", "green", "blue"):
        keep(app, shade, size=(600, 400))
    keep(app, "orange", owner_id=2)

    with app.app_context():
        rows = pictures.recent(1, 2)

    assert [(row.filename, row.width, row.height, row.narrower) for row in rows] == [
        *(("blue.png", 600, 400, [480]), ("green.png", 600, 400, [480]))
    ]
    assert all(row.path.startswith("/media/") for row in rows)
