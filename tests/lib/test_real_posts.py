"""A whole real blog, rendered."""

import re
from zipfile import ZipFile

import pytest

from blog.lib.markdown import render
from tests.lib.oracle import dangers
from tests.lib.shared import shared

NOT_POSTS = ("_index.md", "latest.md")
FRONT_MATTER = re.compile(r"\A\+\+\+.*?\n\+\+\+\n", re.S)


@pytest.fixture(scope="module")
def posts():
    with ZipFile(shared("data/markdown-rust-blog.zip")) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".md")}
    bodies = {
        name: FRONT_MATTER.sub("", text) for name, text in texts.items() if not name.endswith(NOT_POSTS)
    }
    return {name: render(body, prefix="p7-") for name, body in bodies.items()}


def test_every_post_is_rendered_and_harmless(posts):
    notes = {f"p7-fn{kind}{number}" for kind in ("", "ref") for number in range(1, 60)}
    notes |= {f"{note}-{time}" for note in notes for time in range(2, 9)}

    found = {
        name: problems
        for name, post in posts.items()
        if (problems := dangers(post.html, {heading.id for heading in post.headings} | notes))
    }

    assert len(posts) == 750
    assert found == {}


def test_every_post_has_an_excerpts_worth_of_text(posts):
    assert [name for name, post in posts.items() if post.words < 10 or not post.lead] == []


def test_no_two_ids_of_a_post_are_equal(posts):
    ids = {name: re.findall(r' id="([^"]*)"', post.html) for name, post in posts.items()}

    assert [name for name, found in ids.items() if len(found) != len(set(found))] == []
