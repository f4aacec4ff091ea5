"""An object storage of the tests' own, and both storages as a site's settings."""

from collections.abc import Iterator
from secrets import token_hex

import pytest

from tests.support import s3


@pytest.fixture(scope="session")
def object_storage(tmp_path_factory) -> Iterator[s3.ObjectStorage]:
    """It runs for all tests of this process."""
    with s3.running(tmp_path_factory.mktemp("s3")) as storage:
        yield storage


@pytest.fixture
def bucket_settings(object_storage) -> dict[str, str]:
    """The settings of a site that keeps its pictures in an empty bucket of this test's own."""
    name = f"quire-{token_hex(6)}"
    object_storage.make_bucket(name)
    return object_storage.settings(f"s3://{name}/of/tests")


@pytest.fixture(params=["folder", "bucket"])
def media_settings(request, tmp_path) -> dict[str, str]:
    """Where this test's site keeps its pictures: in a folder, then in a bucket."""
    if request.param == "bucket":
        return request.getfixturevalue("bucket_settings")
    return {"BLOG_MEDIA_URL": f"file:{tmp_path}/pictures"}
