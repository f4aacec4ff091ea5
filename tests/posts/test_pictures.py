"""Pictures that authors bring: cleaned, kept once, in several widths, and put into the text."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from tests.lib.shared import shared
from tests.posts.uploads import drawing, files, form, rows, send
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import an_account
from tests.support.hostile_pictures import HOSTILE, SVG
from tests.support.html import attributes, only, page, texts


@pytest.fixture
def client(app):
    with app.app_context():
        an_account("ada")
        an_account("eve")
    return signed_in(app)


def test_an_uploaded_picture_answers_the_markdown_to_insert(app, client):
    response = send(client, headers=PARTIAL)

    (media,) = rows(app)
    place = only(page(response), "#picture-markdown")
    assert response.status_code == 200
    assert place.attributes["data-markdown"] == f"![Describe this picture](/media/{media.key}.webp)"
    assert (media.filename, media.owner_id, media.width, media.height) == ("harbour.png", 1, 640, 480)


def test_it_stands_among_the_covers_at_once_and_the_choice_stays(app, client):
    send(client)
    (first,) = rows(app)

    response = send(client, drawing("red"), headers=PARTIAL, cover=first.path)

    covers = only(page(response), "hx-partial[hx-target='#covers'] fieldset")
    assert attributes(covers, "input", "value") == ["", rows(app)[1].path, first.path]
    assert attributes(covers, "input[checked]", "value") == [first.path]


def test_without_javascript_a_page_says_the_markdown(app, client):
    response = send(client)

    (media,) = rows(app)
    assert response.status_code == 200
    assert only(page(response), "main code").text() == f"![Describe this picture](/media/{media.key}.webp)"


def test_from_the_list_it_leads_back_to_the_list(app, client):
    response = send(client, next="/media")

    assert (response.status_code, response.headers["Location"]) == (303, "/media")
    assert texts(page(client.get("/media")), ".picture strong") == ["harbour.png"]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/nowhere"])
def test_red_it_leads_nowhere_else(client, target):
    assert send(client, next=target).status_code == 200


def test_without_javascript_it_is_put_into_the_text_it_came_with(app, client):
    response = send(client, title="Tides", body="They rise.", version="0", of="")

    (media,) = rows(app)
    body = only(page(response), "textarea[name=body]").text()
    assert body.split() == ["They", "rise.", "![Describe", "this", f"picture]({media.path})"]
    assert only(page(response), "textarea[name=title]").text().strip() == "Tides"


def test_a_bad_file_leaves_the_text_it_came_with_alone(app, client):
    response = send(client, b"nonsense", title="Tides", body="They rise.", version="0")

    tree = page(response)
    assert response.status_code == 422
    assert only(tree, "textarea[name=body]").text().strip() == "They rise."
    assert "not a picture we can read" in only(tree, "#file-error").text()


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"UPL-01 svg", "UPL-01 svg after a declaration"}))
def test_upl_a_hostile_file_is_refused_in_words_both_ways(app, client, name):
    plain, part = send(client, HOSTILE[name]), send(client, HOSTILE[name], headers=PARTIAL)

    assert (plain.status_code, part.status_code) == (422, 422)
    assert only(page(plain), "#file-error").text().strip()
    assert only(page(plain), "#file").attributes["aria-invalid"] == "true"
    assert only(page(part), "hx-partial[hx-target='#file-error']").text().strip()
    assert only(page(part), "hx-partial[hx-target='#toasts'] .toast").text().strip()
    assert [node.tag for node in page(part).body.iter()] == ["hx-partial", "hx-partial"]
    assert (rows(app), files(app)) == ([], set())


@pytest.mark.parametrize("fields", [{"data": b"", "filename": ""}, {"file": "a text"}])
def test_a_form_without_a_file_says_what_to_do(client, fields):
    response = send(client, **({"data": b"", "filename": ""} | fields))

    assert response.status_code == 422
    assert only(page(response), "#file-error").text() == "Choose a picture first."


def test_who_is_signed_out_is_asked_to_sign_in(app, client):
    stranger = app.test_client()

    plain, part = (
        stranger.post("/media", **form(drawing())),
        stranger.post("/media", headers=PARTIAL, **form(drawing())),
    )

    assert (plain.status_code, part.status_code) == (303, 401)
    assert plain.headers["Location"].startswith("/login")
    assert rows(app) == []


def test_a_picture_is_kept_in_narrower_widths_too(app, client):
    send(client, drawing(size=(2000, 1000)))

    (media,) = rows(app)
    assert media.narrower == [480, 960, 1600]
    assert files(app) == set(media.files)
    for width in media.narrower:
        data = client.get(f"/media/{media.key}-{width}.webp", buffered=True).data
        assert Image.open(BytesIO(data)).size == (width, width // 2)


def test_xss_21_an_svg_is_kept_as_it_is_behind_a_sandbox(app, client):
    send(client, SVG, filename="a.svg")

    (media,) = rows(app)
    response = client.get(media.path, buffered=True)
    assert (media.extension, media.narrower, response.data) == ("svg", [], SVG)
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_upl_it_stands_upright_and_tells_nobody_where_it_was_taken(app, client):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif.get_ifd(0x8825)[1] = "N"
    data = drawing(size=(1200, 800), kind="JPEG", exif=exif)

    send(client, data)

    (media,) = rows(app)
    assert b"Exif" in data
    assert (media.width, media.height) == (800, 1200)
    for name in media.files:
        picture = Image.open(BytesIO(client.get(f"/media/{name}", buffered=True).data))
        assert not picture.getexif()
        assert picture.height > picture.width


def test_real_photographs_lose_their_metadata(app, client):
    photographs = sorted(shared("data/images").glob("*.jpg"))

    statuses = {send(client, path.read_bytes(), filename=path.name).status_code for path in photographs}

    assert statuses == {200}
    assert len(rows(app)) == len(photographs) >= 8
    for path in (app.config["DATA_DIR"] / "media").rglob("*.webp"):
        assert not Image.open(BytesIO(path.read_bytes())).getexif(), path.name


def test_the_same_bytes_are_kept_once_and_stay_theirs_who_brought_them(app, client):
    first, again = (
        send(client, headers=PARTIAL),
        send(signed_in(app, "eve"), headers=PARTIAL, filename="mine.png"),
    )

    (media,) = rows(app)
    markdown = [
        only(page(answer), "#picture-markdown").attributes["data-markdown"] for answer in (first, again)
    ]
    assert markdown[0] == markdown[1]
    assert (media.owner_id, media.filename) == (1, "harbour.png")
    assert media.path in attributes(page(again), "#covers input", "value")


def test_many_at_once_bring_the_same_picture(app, client):
    people = [signed_in(app, name) for name in ("ada", "eve") * 3]
    data = drawing(size=(1000, 500))

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda person: send(person, data).status_code, people))

    assert statuses == [200] * 6
    assert len(rows(app)) == 1
    assert files(app) == set(rows(app)[0].files)


def test_a_file_that_was_lost_comes_back(app, client):
    send(client)
    (media,) = rows(app)
    (app.config["DATA_DIR"] / "media" / media.key[:2] / f"{media.key}.webp").unlink()

    send(client)

    assert client.get(media.path, buffered=True).status_code == 200
    assert len(rows(app)) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("C:\\\\pictures\\\\a.png", "a.png"), ("../../etc/a.png", "a.png"), ("\u202egnp.a", "gnp.a"),
     ("\u200b", "picture"), ("x" * 400, "x" * 255)],
)  # fmt: skip
def test_a_name_is_the_last_part_of_it_and_can_be_seen(app, client, sent, kept):
    send(client, filename=sent)

    assert rows(app)[0].filename == kept


def test_upl_14_six_megabytes_pass_and_more_than_twenty_do_not(app, client):
    padded = drawing() + bytes(6 * 1024 * 1024)
    endless = drawing() + bytes(20 * 1024 * 1024)

    assert send(client, padded).status_code == 200
    plain, part = send(client, endless), send(client, endless, headers=PARTIAL)

    assert (plain.status_code, part.status_code) == (413, 413)
    assert "of 20 MB at most" in only(page(plain), "main").text()
    assert "of 20 MB at most" in only(page(part), ".toast").text()
    assert len(rows(app)) == 1


@pytest.mark.parametrize("address", ["/account/avatar", "/about/edit", "/media/x/delete"])
def test_upl_14_everything_else_takes_five(client, address):
    response = client.post(address, **form(drawing() + bytes(6 * 1024 * 1024)))

    assert response.status_code == 413
    assert "of 5 MB at most" in only(page(response), "main").text()


def test_upl_19_uploads_are_counted(client):
    statuses = [send(client).status_code for _ in range(121)]

    assert statuses == [200] * 120 + [429]
