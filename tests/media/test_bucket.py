"""A bucket keeps files as a folder does, and says in words why it cannot."""

import socket
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from blog.config.media import media_url
from blog.config.reader import Reader
from blog.media import bucket, storage
from blog.media.bucket import Bucket, Unavailable
from tests.support import s3
from tests.support.s3 import KEYS
from tests.support.server import free_port

NAME = "abcdefghijklmnopqrstuvwxyz.webp"
NARROWER = "abcdefghijklmnopqrstuvwxyz-480.webp"


def a_bucket(settings: dict[str, str], **changes: str) -> Bucket:
    """The bucket of a site with these settings."""
    found = storage.at(media_url(Reader({**settings, **changes}), Path()))
    assert isinstance(found, Bucket)
    return found


def nowhere(endpoint: str) -> Bucket:
    """A bucket at an address where no storage is."""
    return a_bucket({"BLOG_MEDIA_URL": "s3://nowhere", "AWS_ENDPOINT_URL": endpoint, **KEYS})


@pytest.fixture
def kept(media_settings):
    """A storage with nothing in it."""
    return storage.at(media_url(Reader(media_settings), Path()))


@contextmanager
def a_deaf_server():
    """The address of a server that takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_what_is_written_can_be_read_listed_and_removed(kept):
    kept.write(NAME, b"wide")
    kept.write(NARROWER, b"narrow")
    kept.write(NAME, b"wide, again")

    assert (kept.read(NAME), kept.read(NARROWER)) == (b"wide, again", b"narrow")
    assert kept.exists(NAME)
    assert sorted(kept.names()) == sorted([NAME, NARROWER])

    kept.remove(NAME)
    kept.remove(NAME)

    assert list(kept.names()) == [NARROWER]
    assert not kept.exists(NAME)
    with pytest.raises(FileNotFoundError):
        kept.read(NAME)


def test_names_are_those_of_pictures_below_the_prefix_however_many(bucket_settings, monkeypatch):
    monkeypatch.setattr(bucket, "PAGE", 2)
    pictures = a_bucket(bucket_settings)
    top = bucket_settings["BLOG_MEDIA_URL"].removesuffix("/of/tests")
    whole = a_bucket(bucket_settings, BLOG_MEDIA_URL=top)
    names = {f"{letter}bc.webp" for letter in "acegikm"}
    for name in names:
        pictures.write(name, b"")
    whole.write("other.webp", b"of another program")

    assert set(pictures.names()) == names
    assert set(whole.names()) == {"other.webp"}


def test_a_bucket_that_is_not_there_is_said_so(bucket_settings):
    missing = a_bucket(bucket_settings, BLOG_MEDIA_URL="s3://no-such-bucket")

    for ask in (
        lambda: missing.write(NAME, b"data"),
        lambda: missing.read(NAME),
        lambda: missing.remove(NAME),
        lambda: list(missing.names()),
    ):
        with pytest.raises(Unavailable, match=r"s3://no-such-bucket .*(not there|NoSuchBucket)"):
            ask()


def test_refused_credentials_are_said_so_and_never_repeated(object_storage, bucket_settings):
    refused = a_bucket(bucket_settings)
    object_storage.ask_for_credentials(True)
    try:
        with pytest.raises(Unavailable, match="refuses these credentials") as error:
            refused.write(NAME, b"data")
    finally:
        object_storage.ask_for_credentials(False)

    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in str(error.value) + repr(refused.url)
    assert KEYS["AWS_ACCESS_KEY_ID"] not in str(error.value) + repr(refused.url)


def test_a_bucket_that_hangs_is_given_up_and_those_who_come_next_are_told_at_once(monkeypatch):
    monkeypatch.setitem(bucket.CLIENT, "read_timeout", "300ms")
    monkeypatch.setitem(bucket.RETRIES, "max_retries", 1)
    with a_deaf_server() as endpoint:
        deaf = nowhere(endpoint)
        began = time.monotonic()
        with pytest.raises(Unavailable, match="does not answer"):
            deaf.read(NAME)
        first = time.monotonic() - began
        with pytest.raises(Unavailable, match="a moment ago"):
            deaf.read(NAME)
        second = time.monotonic() - began - first

    assert first < 10
    assert second < 0.2


def test_a_bucket_that_is_well_again_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "REST", 0.01)
    port = free_port()
    pictures = nowhere(f"http://127.0.0.1:{port}")

    with pytest.raises(Unavailable, match="does not answer"):
        pictures.write(NAME, b"data")
    with s3.running(tmp_path, port) as storage:
        storage.make_bucket("nowhere")
        pictures.write(NAME, b"data")

        assert pictures.read(NAME) == b"data"


def test_that_a_picture_is_not_there_is_an_answer_too(tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "REST", 0.01)
    port = free_port()
    pictures = nowhere(f"http://127.0.0.1:{port}")
    with pytest.raises(Unavailable, match="does not answer"):
        pictures.write(NAME, b"data")
    with s3.running(tmp_path, port) as storage:
        storage.make_bucket("nowhere")
        monkeypatch.setattr(bucket, "REST", 3600)

        assert not pictures.exists(NAME)  # as an upload asks first
        pictures.write(NAME, b"data")
        assert pictures.read(NAME) == b"data"
