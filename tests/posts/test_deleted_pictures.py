"""Pictures that may go: those that nothing shows, and only theirs who ask."""

from datetime import timedelta

import pytest

from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from blog.posts import drafts, pictures
from blog.posts.content import Content
from blog.site import jobs
from blog.site import models as site
from tests.posts.uploads import files, keep, rows, send, write
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_post, an_account
from tests.support.html import attributes, only, page, texts


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("ada")
        an_account("eve")
        an_account("ed", role="editor")
    return signed_in(app)


def delete(client, media, **options):
    return post(client, f"/media/{media.key}/delete", **options)


def clear_away(app):
    """Do what waits, as the site's own thread does."""
    with app.app_context():
        assert jobs.run_due() >= 1


def in_a_post(path):
    pictures.note_uses(a_post().id, Content(body=f"![x]({path})"))


def as_a_cover(path):
    pictures.note_uses(a_post().id, Content(cover=path))


def in_an_earlier_revision(path):
    in_a_post(path)
    pictures.note_uses(1, Content(body="It shows nothing any more."))


def in_a_draft(path):
    drafts.keep("draft-key", 1, None, 0, Content(body=f"text ![x]({path})"))


def as_the_cover_of_a_draft(path):
    drafts.keep("draft-key", 1, None, 0, Content(body="text", cover=path))


def in_somebody_elses_draft(path):
    drafts.keep("draft-key", 2, None, 0, Content(body=f"<img src='{path.replace('.', '-480.')}'>"))


def in_the_about_text(path):
    site.write_about(f"![x]({path})", "")


PLACES = (in_a_post, as_a_cover, in_an_earlier_revision, in_a_draft, as_the_cover_of_a_draft)
PLACES = (*PLACES, in_somebody_elses_draft, in_the_about_text)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_shown_anywhere_is_used_and_cannot_be_deleted(app, client, place):
    media, other = keep(app, "teal", size=(600, 400)), keep(app, "red")
    write(app, lambda: place(media.path))

    everything, unused = page(client.get("/media")), page(client.get("/media?unused=1"))
    plain, part = delete(client, media), delete(client, media, headers=PARTIAL)

    assert texts(everything, ".picture .use") == ["Unused Delete", "Used"]
    assert texts(unused, ".picture strong") == ["red.png"]
    assert (plain.status_code, part.status_code) == (409, 409)
    assert "It is in use." in only(page(plain), "main [role=alert]").text()
    assert "It is in use." in only(page(part), "hx-partial .toast").text()
    assert [row.key for row in rows(app)] == [media.key, other.key]
    assert files(app) == {*media.files, *other.files}
    assert page(client.get(f"/media/{media.key}/delete")).css("main form") == []


@pytest.mark.parametrize("headers", [None, PARTIAL])
def test_what_nothing_shows_can_be_deleted_with_all_its_files(app, client, headers):
    media, other = keep(app, "teal", size=(1000, 500)), keep(app, "red")

    response = delete(client, media, headers=headers)
    clear_away(app)

    assert (response.status_code, response.headers["Location"]) == (303, "/media")
    assert [row.key for row in rows(app)] == [other.key]
    assert files(app) == set(other.files)
    assert texts(page(client.get("/media")), ".toast") == ["“teal.png” is deleted."]
    assert client.get(media.path).status_code == 404


def test_without_javascript_a_page_asks_first(app, client):
    media = keep(app)
    (link,) = attributes(page(client.get("/media?unused=1")), ".picture .use a", "href")

    form = only(page(client.get(link)), "main form")
    response = post(client, form.attributes["action"])

    assert (response.status_code, response.headers["Location"]) == (303, "/media?unused=1")
    assert media.key not in [row.key for row in rows(app)]


def test_a_file_that_is_gone_already_is_no_error(app, client):
    media = keep(app)
    (app.config["DATA_DIR"] / "media" / media.key[:2] / media.files[0]).unlink()

    response = delete(client, media)
    clear_away(app)

    assert (response.status_code, rows(app)) == (303, [])
    with app.app_context():
        assert db.session.scalars(db.select(jobs.Job.error)).all() == []


def test_a_picture_that_came_back_meanwhile_keeps_its_files(app, client):
    media = keep(app)
    delete(client, media)

    keep(app)
    clear_away(app)

    assert files(app) == set(media.files)


def test_files_that_cannot_be_deleted_now_are_deleted_later(app, client, time_machine):
    media = keep(app)
    path = app.config["DATA_DIR"] / "media" / media.key[:2] / media.files[0]
    path.unlink()
    path.mkdir()  # which no file's deletion takes away
    delete(client, media)
    clear_away(app)
    with app.app_context():
        [error] = db.session.scalars(db.select(jobs.Job.error)).all()

    path.rmdir()
    path.write_bytes(b"as it was")
    time_machine.move_to(utcnow() + timedelta(minutes=2))
    clear_away(app)

    assert media.key in error
    assert files(app) == set()


def test_what_was_deleted_can_be_brought_again(app, client):
    send(client)
    delete(client, rows(app)[0])
    clear_away(app)

    send(client)

    (media,) = rows(app)
    assert client.get(media.path, buffered=True).status_code == 200


@pytest.mark.parametrize("owner_id", [2, None])
def test_auz_nobody_deletes_the_picture_of_somebody_else(app, client, owner_id):
    media = keep(app, owner_id=owner_id)

    answers = [
        client.get(f"/media/{media.key}/delete"),
        delete(client, media),
        delete(client, media, headers=PARTIAL),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert rows(app)[0].key == media.key
    assert delete(signed_in(app, "ed"), media).status_code == 303


@pytest.mark.parametrize("key", ["a" * 26, "x", "..%2f..", "%00"])
def test_a_picture_that_nobody_has_is_not_found(client, key):
    assert client.get(f"/media/{key}/delete").status_code in (400, 404)
    assert post(client, f"/media/{key}/delete").status_code in (400, 404)


def test_who_is_signed_out_deletes_nothing(app, client):
    media, stranger = keep(app), app.test_client()

    assert stranger.post(f"/media/{media.key}/delete").headers["Location"].startswith("/login")
    assert stranger.post(f"/media/{media.key}/delete", headers=PARTIAL).status_code == 401
    assert stranger.get("/media").headers["Location"] == "/login?next=/media"
    assert len(rows(app)) == 1


def test_a_picture_outlives_the_account_of_who_brought_it(app, client):
    keep(app)

    write(app, lambda: db.session.execute(db.delete(User).where(User.username == "ada")))

    assert [row.owner_id for row in rows(app)] == [None]
