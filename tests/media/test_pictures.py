"""Stored pictures: kept whole, served so that nothing in them runs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.media.folder import Folder
from blog.media.storage import key_of

DATA = b"RIFF....WEBP"


@pytest.fixture
def address(app) -> str:
    """The address of a stored picture."""
    key = key_of(DATA)
    Folder(app.config["DATA_DIR"] / "media").write(f"{key}.webp", DATA)
    return f"/media/{key}.webp"


def test_xss_21_a_picture_is_served_for_good_and_in_a_sandbox(client, address):
    response = client.get(address, buffered=True)

    assert (response.status_code, response.mimetype, response.data) == (200, "image/webp", DATA)
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"  # as readers of feeds need it
    assert "Set-Cookie" not in response.headers


def test_a_picture_is_not_sent_again_to_who_has_it(client, address):
    etag = client.get(address, buffered=True).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}, buffered=True).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["../secret_key", "..%2fsecret_key", "%252e%252e/secret_key", "..\\secret_key", "/etc/passwd", "%00",
     "a.webp", "a" * 26 + ".exe", "a" * 26 + ".webp", "a" * 26 + ".webp.webp", "a" * 26 + "-480.webp"],
)  # fmt: skip
def test_http_07_no_other_file_can_be_reached(client, path):
    assert client.get(f"/media/{path}").status_code in (400, 404)


@pytest.mark.parametrize("width", [480, 960, 1600])
def test_its_narrower_files_are_served_alike(app, client, address, width):
    name = f"{key_of(DATA)}-{width}.webp"
    Folder(app.config["DATA_DIR"] / "media").write(name, b"narrower")

    response = client.get(f"/media/{name}", buffered=True)

    assert (response.status_code, response.mimetype, response.data) == (200, "image/webp", b"narrower")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize("suffix", ["-0", "-481", "-48", "-4800", "-", "-480-480", "-480.", "--480", "-480x"])
def test_no_other_width_has_an_address(app, client, suffix):
    name = f"{key_of(DATA)}{suffix}.webp"
    Folder(app.config["DATA_DIR"] / "media").write(name, DATA)

    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["..%2f..%2fmain.py", "../main.py", "%2e%2e/main.py", "site.css", "/etc/passwd"]
)
def test_http_08_no_other_file_can_be_reached_as_an_asset(client, path):
    assert client.get(f"/static/{path}").status_code == 404


def test_the_same_bytes_have_the_same_key_and_others_another():
    assert key_of(b"a") == key_of(b"a") != key_of(b"b")
    assert len(key_of(b"")) == 26


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    folder = Folder(tmp_path)

    folder.write("abc.webp", b"first")
    folder.write("abc.webp", b"second")

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abc.webp"]
    assert folder.path("abc.webp").read_bytes() == b"second"


def test_the_same_file_can_be_written_by_many_at_once(tmp_path):
    folder = Folder(tmp_path)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: folder.write("abc.webp", DATA * 10_000), range(64)))

    assert folder.path("abc.webp").read_bytes() == DATA * 10_000
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abc.webp"]


def test_a_file_that_is_not_there_can_be_removed(tmp_path):
    folder = Folder(tmp_path)
    folder.write("abc.webp", DATA)

    folder.remove("abc.webp")
    folder.remove("abc.webp")

    assert not folder.path("abc.webp").exists()
