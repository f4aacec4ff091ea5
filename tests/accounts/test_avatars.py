"""One's own picture: seen before it is saved, made anew, served to all."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from blog.accounts.models import Avatar, User
from blog.extensions import db
from tests.lib.shared import shared
from tests.support.browsing import PARTIAL, multipart, post, signed_in, token
from tests.support.factories import a_post, an_account
from tests.support.hostile_pictures import HOSTILE
from tests.support.html import only, page, texts


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("ada")
    return signed_in(app)


def drawing(colour="teal", size=(640, 480), kind="PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def send(client, data=None, address="/account/avatar", **options):
    fields = {"csrf_token": token(client, "/account/avatar"), "picture": drawing() if data is None else data}
    return client.post(address, **multipart(fields), **options)


def stored(app) -> list[str]:
    """The keys of all pictures that are kept."""
    with app.app_context():
        return list(db.session.scalars(db.select(Avatar.key)))


def shown(client) -> str:
    """The address of Ada's picture, as her own page shows it."""
    return only(page(client.get("/account/avatar")), "#avatar img").attributes["src"]


def test_a_saved_picture_is_a_square_webp_in_two_sizes(app, client):
    response = send(client)

    (key,) = stored(app)
    assert (response.status_code, response.headers["Location"]) == (303, "/account/avatar")
    assert shown(client) == f"/avatars/{key}.webp"
    for address, side in ((f"/avatars/{key}.webp", 256), (f"/avatars/{key}-small.webp", 64)):
        answer = app.test_client().get(address)
        picture = Image.open(BytesIO(answer.data))
        assert (picture.format, picture.size) == ("WEBP", (side, side))
        assert len(answer.data) <= 20_000
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_preview_is_the_very_picture_and_stores_nothing(app, client):
    preview = send(client, address="/account/avatar/preview", headers=PARTIAL)

    finished = only(page(preview), "#avatar input[name=finished]").attributes["value"]
    assert preview.status_code == 200
    assert only(page(preview), "#avatar img").attributes["src"] == f"data:image/webp;base64,{finished}"
    assert stored(app) == []
    send(client)
    assert b64encode(client.get(shown(client)).data).decode() == finished


def test_without_javascript_the_preview_page_carries_the_picture_to_save(app, client):
    preview = page(send(client, address="/account/avatar/preview"))
    finished = only(preview, "form input[name=finished]").attributes["value"]

    response = post(client, "/account/avatar", {"finished": finished})

    assert response.status_code == 303
    assert len(stored(app)) == 1


@pytest.mark.parametrize("finished", ["", "x", "!!!", "eA==", "x" * 50_000])
def test_a_carried_picture_is_checked_again(app, client, finished):
    response = post(client, "/account/avatar", {"finished": finished})

    assert response.status_code == 422
    assert stored(app) == []


@pytest.mark.parametrize("address", ["/account/avatar", "/account/avatar/preview"])
@pytest.mark.parametrize("name", HOSTILE)
def test_upl_a_hostile_file_is_refused_in_words(app, client, address, name):
    response = send(client, HOSTILE[name], address)

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, "#picture-error").text().strip()
    assert only(tree, "#picture").attributes["aria-invalid"] == "true"
    assert stored(app) == []


def test_upl_01_xss_20_an_svg_is_refused_with_what_to_do_instead(client):
    response = send(client, b"<svg xmlns='http://www.w3.org/2000/svg'/>", headers=PARTIAL)

    tree = page(response)
    assert response.status_code == 422
    assert "export it as PNG or JPEG" in only(tree, "#picture-error").text()
    assert only(tree, "hx-partial #picture").attributes["aria-invalid"] == "true"


def test_upl_14_too_large_a_file_is_refused_before_it_is_read(client):
    response = send(client, b"x" * 6_000_000)

    assert response.status_code == 413
    assert only(page(response), "main h1").text() == "That is too large"


def test_a_replaced_picture_is_gone(app, client):
    send(client)
    (first,) = stored(app)

    send(client, drawing("red"))

    assert first not in stored(app)
    assert len(stored(app)) == 1
    assert client.get(f"/avatars/{first}.webp").status_code == 404


def test_a_deleted_picture_leaves_initials(app, client):
    send(client)

    response = post(client, "/account/avatar/delete")

    assert response.status_code == 303
    assert stored(app) == []
    assert only(page(client.get("/account/avatar")), "#avatar .avatar").text() == "A"


def test_it_stands_on_posts_at_once_also_for_who_read_them_before(app, client):
    with app.app_context():
        user = db.session.scalars(db.select(User)).one()
        a_post("First", authors=()).set_credits([user], [])
        db.session.commit()
    reader = app.test_client()
    assert page(reader.get("/")).css(".card img") == []

    send(client)

    (key,) = stored(app)
    assert only(page(reader.get("/")), ".card img").attributes["src"] == f"/avatars/{key}-small.webp"


def test_auz_19_nobody_changes_the_picture_of_somebody_else(app, client):
    with app.app_context():
        an_account("eve")
    send(client)
    (key,) = stored(app)

    assert send(signed_in(app, "eve")).status_code == 303
    assert post(client, "/users/eve/avatar").status_code == 404
    assert client.get(f"/avatars/{key}.webp").status_code == 200


@pytest.mark.parametrize("key", ["none", "../secret", "a" * 22, "%00", "x-small"])
def test_a_picture_that_is_not_there_is_not_found(client, key):
    assert client.get(f"/avatars/{key}.webp").status_code in (400, 404)


def test_upl_19_uploads_are_counted(client):
    statuses = [send(client).status_code for _ in range(61)]

    assert statuses == [303] * 60 + [429]


def test_two_saves_at_once_leave_one_picture(app, client):
    others = [signed_in(app) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda other: send(other).status_code, others))

    assert statuses == [303] * 4
    assert len(stored(app)) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_usual_kind_is_taken(app, client, kind):
    assert send(client, drawing(kind=kind)).status_code == 303


def test_real_photographs_lose_their_metadata(app, client):
    folder = shared("data/images")
    photographs = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))

    for path in photographs:
        assert send(client, path.read_bytes()).status_code in (303, 422), path.name
        if pictures := stored(app):
            picture = Image.open(BytesIO(client.get(f"/avatars/{pictures[0]}.webp").data))
            assert dict(picture.getexif()) == {}, path.name
            assert "exif" not in picture.info, path.name
    assert len(photographs) >= 8


def test_the_message_comes_once(client):
    send(client)

    assert texts(page(client.get("/account/avatar")), "#toasts .toast") == ["Your picture is saved."]
    assert texts(page(client.get("/account/avatar")), "#toasts .toast") == []
