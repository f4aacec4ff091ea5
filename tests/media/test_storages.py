"""A site with its pictures in a folder, or in a bucket; and with a bucket that fails."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from blog.accounts.models import User
from blog.database import begin_read_only
from blog.extensions import db
from blog.media import storage
from blog.media.models import Media
from blog.site import jobs
from tests.posts.uploads import drawing, keep, rows, send
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_post, an_account
from tests.support.html import only, page
from tests.support.s3 import KEYS
from tests.support.server import free_port


def without_postgresql(test):
    """What the database is does not matter here."""
    return pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)(test)


@pytest.fixture
def author(make_app, media_settings):
    """A site on either storage, and its author, signed in."""
    app = make_app(**media_settings)
    with app.app_context():
        an_account("ada")
    return app, signed_in(app)


def test_a_picture_that_was_brought_is_kept_shown_and_deleted(author):
    app, client = author

    assert send(client, drawing(size=(1000, 500)), headers=PARTIAL).status_code == 200
    [media] = rows(app)
    shown = [client.get(f"/media/{name}", buffered=True) for name in media.files]

    assert len(shown) > 1
    assert {(answer.status_code, answer.mimetype) for answer in shown} == {(200, "image/webp")}
    assert len(shown[0].data) == shown[0].content_length == media.size
    assert set(storage.of(app).names()) == set(media.files)

    post(client, f"/media/{media.key}/delete", buffered=True)
    with app.app_context():
        jobs.run_due()

    assert list(storage.of(app).names()) == []
    assert client.get(media.path).status_code == 404


@without_postgresql
def test_pictures_are_sent_for_good_in_a_sandbox_and_not_again_to_who_has_them(author):
    app, client = author
    picture = keep(app)

    whole = client.get(picture.path, buffered=True)
    head = client.head(picture.path, buffered=True)
    known = client.get(picture.path, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)

    assert (head.status_code, head.content_length, head.data) == (200, len(whole.data), b"")
    assert (known.status_code, known.data) == (304, b"")
    for answer in (whole, head, known):
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.fixture
def astray(make_app):
    """A site whose bucket is down, and its author, signed in."""
    endpoint = f"http://127.0.0.1:{free_port()}"
    app = make_app(BLOG_MEDIA_URL="s3://quire/of-tests", AWS_ENDPOINT_URL=endpoint, **KEYS)
    with app.app_context():
        an_account("ada")
    return app, signed_in(app)


def test_an_upload_while_the_bucket_is_down_says_so_and_keeps_nothing(astray, caplog):
    app, client = astray

    toast = send(client, headers=PARTIAL)
    window = send(client)

    assert (toast.status_code, window.status_code) == (503, 503)
    assert "could not be stored just now" in toast.text
    assert "could not be stored just now" in window.text
    assert rows(app) == []
    assert "s3://quire/of-tests" in caplog.text
    assert "hush-hush" not in caplog.text


@without_postgresql
def test_a_text_that_a_lost_picture_came_with_stays_in_its_form(astray):
    _, client = astray

    answer = send(client, title="On bells", body="What was typed.", version="0", draft="d" * 16)

    assert answer.status_code == 503
    assert "What was typed." in only(page(answer), "textarea[name=body]").text()
    assert "could not be stored just now" in answer.text


class Halfway(BaseHTTPRequestHandler):
    """Promises a picture, and breaks off."""

    def do_GET(self):
        self.send_response(200)
        headers = {
            "Content-Length": "300000",
            "ETag": '"e"',
            "Last-Modified": "Thu, 26 Nov 2026 20:00:00 GMT",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"RIFF" * 50_000)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def breaking_off():
    """The address of a storage whose pictures never come whole."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Halfway) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@without_postgresql
def test_half_a_picture_is_never_sent(make_app, breaking_off):
    app = make_app(BLOG_MEDIA_URL="s3://quire", AWS_ENDPOINT_URL=breaking_off, **KEYS)

    answer = app.test_client().get(f"/media/{'a' * 26}.webp")

    assert answer.status_code == 503
    assert "RIFF" not in answer.text


@pytest.fixture
def lost(astray) -> str:
    """The key of a picture of ada's whose file cannot be reached."""
    app, _ = astray
    with app.app_context():
        begin_read_only(False)
        details = {"media_type": "image/webp", "width": 1, "height": 1, "size": 1, "filename": "a.png"}
        owner = db.session.scalar(db.select(User.id))
        db.session.add(Media(key="a" * 26, extension="webp", owner_id=owner, **details))
        db.session.commit()
    return "a" * 26


@without_postgresql
def test_a_picture_that_cannot_be_fetched_is_answered_503_and_pages_go_on(astray, lost):
    _, client = astray

    picture = client.get(f"/media/{lost}.webp")

    assert picture.status_code == 503
    assert "immutable" not in picture.headers.get("Cache-Control", "")
    assert picture.headers["Retry-After"]
    assert client.get("/").status_code == client.get("/media").status_code == 200


def test_a_picture_can_be_deleted_while_the_bucket_is_down_and_the_log_names_what_stays(astray, lost, caplog):
    app, client = astray

    answer = post(client, f"/media/{lost}/delete", buffered=True)
    with app.app_context():
        jobs.run_due()

    assert answer.status_code == 303
    assert rows(app) == []
    assert f"the files of the deleted picture {lost} stay" in caplog.text


@without_postgresql
def test_taking_ones_own_along_without_the_bucket_is_refused_in_words(astray, lost):
    app, client = astray
    with app.app_context():
        begin_read_only(False)
        a_post(body=f"![](/media/{lost}.webp)", authors=("ada",))

    answer = post(client, "/account/export")

    assert answer.status_code == 503
    assert "kept elsewhere, and do not answer just now" in answer.text
