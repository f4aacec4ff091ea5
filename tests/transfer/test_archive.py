"""A folder and a zip of it give the same files under the same names."""

import os
import unicodedata

import pytest

from blog.transfer import archive
from blog.transfer.errors import ArchiveError, FileError
from blog.transfer.limits import MAX_DEPTH


def names(path) -> list[str]:
    with archive.opened(path) as files:
        return files.names


def test_a_folder_gives_its_files_by_relative_path(folder):
    path = folder({"b.md": "two", "pictures/a.png": b"one"})

    with archive.opened(path) as files:
        assert files.names == ["b.md", "pictures/a.png"]
        assert files.read("pictures/a.png", 10) == b"one"


def test_a_zip_gives_what_its_folder_gives(folder, zipped):
    content = {"index.md": "one", "notes/sails.md": "two"}

    assert names(zipped(content)) == names(folder(content)) == ["index.md", "notes/sails.md"]


def test_one_folder_around_everything_is_left_out(folder, zipped):
    content = {"blog-main/a.md": "one", "blog-main/notes/b.md": "two"}

    assert names(zipped(content)) == names(folder(content)) == ["a.md", "notes/b.md"]


@pytest.mark.parametrize("room", ["_posts", "_drafts", "posts", "content"])
def test_a_folder_that_means_something_is_not_a_wrapper(folder, room):
    assert names(folder({f"{room}/a.md": "one"})) == [f"{room}/a.md"]


def test_hidden_files_and_those_of_programs_are_left_out(folder):
    content = {
        "a.md": "",
        ".git/b.md": "",
        "__MACOSX/c.md": "",
        "node_modules/d.md": "",
        "_layouts/e.html": "",
    }

    assert names(folder(content)) == ["a.md"]


def test_backslashes_of_other_systems_divide_folders(zipped):
    assert names(zipped({"notes\\a.md": "one", "b.md": "two"})) == ["b.md", "notes/a.md"]


def test_accents_set_apart_are_put_together(zipped):
    apart = unicodedata.normalize("NFD", "café.md")

    assert names(zipped({apart: "one"})) == ["café.md"]


def test_a_name_that_is_no_utf_8_is_still_read(folder):
    path = folder({"a.md": "one"})
    with open(os.fsencode(path) + b"/caf\xe9.md", "wb") as file:
        file.write(b"two")

    assert names(path) == ["a.md", "caf�.md"]


def test_symbolic_links_are_not_followed(folder, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    path = folder({"a.md": "one"})
    (path / "link.md").symlink_to(tmp_path / "secret.md")
    (path / "parent").symlink_to(tmp_path, target_is_directory=True)

    assert names(path) == ["a.md"]


def test_a_file_over_the_limit_is_refused_alone(folder, zipped):
    content = {"a.md": "x" * 2000, "b.md": "fine"}

    for path in (folder(content), zipped(content)):
        with archive.opened(path) as files:
            with pytest.raises(FileError, match="larger than 1 kB"):
                files.read("a.md", 1000)
            assert files.read("b.md", 1000) == b"fine"


def test_a_file_that_is_not_there_is_said_to_be_missing(folder):
    with archive.opened(folder({"a.md": ""})) as files, pytest.raises(FileError, match="not in the archive"):
        files.read("b.md", 10)


def test_folders_nest_only_so_deep(folder, zipped):
    content = {"/".join(["x"] * MAX_DEPTH) + "/a.md": "one"}

    for path in (folder(content), zipped(content)):
        with pytest.raises(ArchiveError, match="deep"), archive.opened(path):
            pass


def test_what_is_neither_a_folder_nor_a_zip_is_said_to_be_so(tmp_path):
    (tmp_path / "a.txt").write_text("hello")

    with pytest.raises(ArchiveError, match="neither a folder nor a zip"), archive.opened(tmp_path / "a.txt"):
        pass
    with pytest.raises(ArchiveError, match="No such file"), archive.opened(tmp_path / "missing.zip"):
        pass
