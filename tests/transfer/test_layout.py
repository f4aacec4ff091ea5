"""Where a file lies says what it is."""

import pytest

from blog.transfer import layout
from blog.transfer.errors import FileError
from blog.transfer.layout import Layout


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("a.md", ""),
        ("content/a.md", ""),
        ("content/inside-rust/a.md", "content/inside-rust"),
        ("content/inside-rust/a/index.md", "content/inside-rust"),
        ("content/a/index.md", ""),
        ("content/posts/a.md", ""),
        ("content/posts/notes/a.md", "content/posts/notes"),
        ("_posts/2021/08/a.md", ""),
        ("_posts/notes/a.md", "_posts/notes"),
        ("news/_posts/a.md", "news"),
        ("_drafts/a.md", ""),
        ("news/deep/er/a.md", "news"),
    ],
)
def test_the_first_folder_with_a_meaning_is_the_section(name, section):
    assert layout.section(name) == section


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("notes/a.md", "a"),
        ("notes/a/index.md", "a"),
        ("notes/a/index.de.md", "a"),
        ("index.md", ""),
        ("1.0.md", "1.0"),
    ],
)
def test_a_post_is_called_after_its_file_or_its_own_folder(name, own):
    assert layout.own_name(name) == own


def test_markdown_and_html_are_candidates():
    names = ["a.md", "b.MARKDOWN", "c.html", "d.txt", "e.png", "f"]

    assert Layout(names).candidates == ["a.md", "b.MARKDOWN", "c.html"]


def test_with_a_content_folder_only_what_lies_in_it_can_be_a_post():
    where = Layout(["README.md", "archetypes/default.md", "content/a.md"])

    where.check("content/a.md")
    with pytest.raises(FileError, match="outside content/"):
        where.check("archetypes/default.md")


@pytest.mark.parametrize("name", ["_index.md", "content/notes/_index.md", "content/_index.de.md"])
def test_the_page_of_a_section_is_no_post(name):
    with pytest.raises(FileError, match="a section page"):
        Layout([name]).check(name)


def test_beside_jekylls_posts_a_file_without_a_date_is_a_page():
    where = Layout(["about.md", "_posts/2021-08-23-a.md", "_drafts/b.md"])

    where.check_undated("_drafts/b.md")
    with pytest.raises(FileError, match="a page, not a post"):
        where.check_undated("about.md")


def test_elsewhere_a_file_without_a_date_may_be_a_post():
    assert Layout(["about.md", "a.md"]).check_undated("about.md") is None
