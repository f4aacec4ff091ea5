"""Zips made to do harm are refused, in one line, before they cost anything."""

import io
import random
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.transfer import archive
from blog.transfer.errors import ArchiveError, FileError
from blog.transfer.limits import MAX_FILES

LIMIT = 10_000_000


def open_and_read(path: Path) -> dict[str, bytes]:
    """Read every file, as an import might."""
    with archive.opened(path) as files:
        return {name: files.read(name, LIMIT) for name in files.names}


def refusal(path: Path) -> str:
    """Return the message of the refusal, which must come within two seconds."""
    start = time.monotonic()
    with pytest.raises(ArchiveError) as caught:
        open_and_read(path)
    assert time.monotonic() - start < 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["../evil.md", "a/../../evil.md", "/etc/evil.md", "..\\evil.md", "C:\\evil.md", "\\\\host\\evil.md",
     "a/\x1b[2J.md"],
)  # fmt: skip
def test_a_name_that_leads_outside_is_refused(zipped, name):
    assert "outside itself" in refusal(zipped({"a.md": "fine", name: "evil"}))


def test_a_symbolic_link_in_a_zip_is_not_a_file(tmp_path):
    link = zipfile.ZipInfo("link.md")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "blog.zip", "w") as blog:
        blog.writestr(link, "/etc/passwd")
        blog.writestr("a.md", "fine")

    assert open_and_read(tmp_path / "blog.zip") == {"a.md": b"fine"}


def test_inj_09_a_bomb_that_says_so_is_refused_by_what_it_declares(zipped):
    assert "zip bomb" in refusal(zipped({"a.md": "fine", "bomb.bin": bytes(50_000_000)}))


def test_inj_09_many_small_bombs_are_refused_together(zipped):
    assert "zip bomb" in refusal(zipped({f"{n}.md": "a" * 900_000 for n in range(50)}))


def test_inj_09_a_bomb_that_lies_about_its_size_is_refused_when_it_is_read(zipped, tmp_path):
    data = zipped({"a.md": "a" * 5_000_000}).read_bytes()
    lying = data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    (tmp_path / "lie.zip").write_bytes(lying)

    assert "larger than it declares" in refusal(tmp_path / "lie.zip")


def test_files_that_share_their_bytes_are_refused(tmp_path):
    (tmp_path / "overlap.zip").write_bytes(overlapping(random.Random(1).randbytes(3000), entries=2000))

    assert "overlap" in refusal(tmp_path / "overlap.zip")


def overlapping(body: bytes, entries: int) -> bytes:
    """Return a zip whose directory names the one file in it many times."""
    common = struct.pack("<HHHHIIIHH", 0, 0, 0, 0, zlib.crc32(body), len(body), len(body), 6, 0)
    local = b"PK\3\4" + struct.pack("<H", 20) + common + b"000000" + body
    head = b"PK\1\2" + struct.pack("<HH", 20, 20) + common + struct.pack("<HHHII", *[0] * 5)
    directory = b"".join(head + b"%06d" % number for number in range(entries))
    return local + directory + end_record(entries, len(directory), len(local))


def end_record(entries: int, size: int, start: int = 0) -> bytes:
    """Return the record that says how many entries the directory has, how long it is and where it begins."""
    return b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, entries, entries, size, start, 0)


def test_inj_09_too_many_files_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as blog:
        for number in range(MAX_FILES + 1):
            blog.writestr(f"{number}.md", "")

    assert "more than 20,000 files" in refusal(tmp_path / "many.zip")


def test_an_endless_directory_is_refused_before_it_is_read(tmp_path):
    entry = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", *[20, 20, *[0] * 7, 4, *[0] * 6]) + b"a.md"
    directory = entry * 1_000_000
    (tmp_path / "endless.zip").write_bytes(directory + end_record(65535, len(directory)))

    assert "more than 20,000 files" in refusal(tmp_path / "endless.zip")


def test_an_endless_directory_of_the_64_bit_kind_is_refused_too(tmp_path):
    directory = bytes(60_000_000)
    record = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, len(directory), 0)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, len(directory), 1)
    (tmp_path / "endless64.zip").write_bytes(directory + record + locator + end_record(1, 46))

    assert "more than 20,000 files" in refusal(tmp_path / "endless64.zip")


def test_a_locator_without_its_record_is_refused(tmp_path):
    locator = b"PK\6\7" + struct.pack("<IQI", 0, 0, 1)
    (tmp_path / "damaged.zip").write_bytes(bytes(100) + locator + end_record(1, 46))

    assert "damaged" in refusal(tmp_path / "damaged.zip")


def test_the_same_name_twice_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as blog:
        blog.writestr("a.md", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            blog.writestr("a.md", "two")

    assert "holds a.md twice" in refusal(tmp_path / "twice.zip")


def test_inj_09_an_archive_in_the_archive_stays_closed(zipped):
    inner = zipped({"evil.md": "evil"}, "inner.zip").read_bytes()

    assert set(open_and_read(zipped({"inner.zip": inner, "a.md": "fine"}))) == {"inner.zip", "a.md"}


def test_packings_that_cannot_be_bounded_are_refused_file_by_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "blog.zip", "w", zipfile.ZIP_LZMA) as blog:
        blog.writestr("a.md", "fine")

    with archive.opened(tmp_path / "blog.zip") as files, pytest.raises(FileError, match="cannot be bounded"):
        files.read("a.md", LIMIT)


def test_a_damaged_file_is_refused_alone(zipped):
    path = zipped({"a.md": "sails " * 50, "b.md": "fine"})
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(data)

    with archive.opened(path) as files:
        with pytest.raises(FileError, match="cannot be unpacked"):
            files.read("a.md", LIMIT)
        assert files.read("b.md", LIMIT) == b"fine"


def sample() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as blog:
        blog.writestr("notes/a.md", "# Sails\n\n" + "A sail. " * 20)
        blog.writestr("b.md", "short")
    return buffer.getvalue()


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_gives_anything_but_a_plain_refusal(tmp_path, data):
    good = sample()
    bad = bytearray(good[: data.draw(st.integers(0, len(good)))] if data.draw(st.booleans()) else good)
    for _ in range(data.draw(st.integers(1, 4))):
        if bad:
            bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "bad.zip").write_bytes(bad)

    try:
        found = open_and_read(tmp_path / "bad.zip")
    except (ArchiveError, FileError) as error:
        found = {"refused": str(error).encode()}
    assert all(isinstance(content, bytes) for content in found.values())
