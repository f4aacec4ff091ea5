"""Old addresses: what a file names for itself, and what generators would have made of it."""

from datetime import UTC, datetime

import pytest

from blog.transfer import addresses

DAY = datetime(2021, 8, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/2024/12/16/x.html", "2024/12/16/x.html"),
        ("https://old.example/a/b/?q=1#top", "a/b"),
        ("caf%C3%A9/x", "café/x"),
        ("a//b", "a/b"),
        ("/", ""),
        ("../x", ""),
        ("x" * 490, ""),
        ("a\nb", "ab"),
        ("a%00b", ""),
        ("%ff", ""),
        ("http://[broken", ""),
    ],
)
def test_an_address_is_kept_as_its_path_if_it_can_be_one(address, path):
    assert addresses.path(address) == path


@pytest.mark.parametrize("address", ["a/x", "/a/x/", "a/x.html", "a/x.htm", "a/x/index.html", "a/x/index"])
def test_servers_show_one_page_under_several_paths(address):
    assert addresses.plain(address) == "a/x"
    assert addresses.variants(address) == ["a/x", "a/x.html", "a/x/index.html"]


def test_a_dot_inside_a_name_is_no_ending():
    assert addresses.plain("releases/1.88.0") == "releases/1.88.0"


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("date", "north-wind/2021/08/03/sails.html"),
        ("pretty", "north-wind/2021/08/03/sails"),
        ("none", "north-wind/sails.html"),
        ("/blog/:year/:i_month/:i_day/:slug/", "blog/2021/8/3/sails"),
        ("/plain/path", "plain/path"),
        ("/:nonsense/:title", ""),
        ("", ""),
    ],
)
def test_jekylls_patterns_are_filled_in(pattern, path):
    assert addresses.permalink(pattern, title="sails", date=DAY, categories=["North Wind"]) == path


def test_a_pattern_with_a_date_needs_one():
    assert addresses.permalink("date", title="sails", date=None, categories=[]) == ""


def test_a_dated_file_stood_where_jekyll_puts_it():
    found = addresses.guesses("_posts/2021-08-03-sails.md", "sails", DAY, ["wind"])

    assert {"2021/08/03/sails.html", "2021/08/03/sails", "wind/2021/08/03/sails.html"} <= set(found)


def test_the_sites_own_pattern_counts_more_than_jekylls():
    assert addresses.guesses("_posts/2021-08-03-sails.md", "sails", DAY, [], "/:title/") == (
        "sails", "sails.html", "sails/index.html",
    )  # fmt: skip


def test_other_files_stood_where_they_lie():
    found = addresses.guesses("content/notes/Old-Sails.md", "Old-Sails", None, [])

    assert {"notes/Old-Sails", "notes/old-sails", "notes/old-sails.html"} <= set(found)
