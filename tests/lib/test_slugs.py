"""Names for addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.slugs import RESERVED_POSTS, RESERVED_USERS, anchor, slugify, username

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Announcing Rust 1.84.0", "announcing-rust-1-84-0"),
        ("What's new? It\u2019s “async”!", "whats-new-its-async"),
        ("Straße über C++", "strasse-uber-c"),
        ("Привет, мир", "privet-mir"),
        ("日本", "ri-ben"),
        ("index.html", "index-html"),
        ("  --a__b--  ", "a-b"),
        ("New", "new-post"),
        ("Autosave", "autosave-post"),
        ("Newer", "newer"),
    ],
)
def test_a_title_becomes_words_with_hyphens(text, slug):
    assert slugify(text) == slug


def test_a_long_title_is_cut_between_words():
    assert slugify("one two three four", limit=11) == "one-two"


@pytest.mark.parametrize("text", ["", "!!!", "🎉"])
def test_a_title_without_letters_gets_a_stable_name(text):
    assert re.fullmatch(r"post-[0-9a-f]{4}", slugify(text))
    assert slugify(text) == slugify(text)


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("Niko Matsakis", "niko-matsakis"),
        ('José "Zé" Núñez', "jose-ze-nunez"),
        ("The Rust Core and Infrastructure Team", "the-rust-core-and-infrastructure"),
        ("Conan O'Brien", "conan-obrien"),
        ("Admin", "admin-author"),
        ("@root", "root-author"),
        ("X" * 50, "x" * 32),
    ],
)
def test_a_persons_name_becomes_an_accounts(name, account):
    assert username(name) == account


@pytest.mark.parametrize("name", ["", "J", "🦀"])
def test_a_name_too_short_for_an_account_gets_a_stable_one(name):
    assert re.fullmatch(r"user-[0-9a-f]{4}", username(name))
    assert username(name) == username(name)


@given(st.text())
def test_whatever_is_typed_the_names_are_well_formed(text):
    slug, account = slugify(text), username(text)

    assert SLUG.fullmatch(slug)
    assert len(slug) <= 85
    assert slug not in RESERVED_POSTS
    assert SLUG.fullmatch(account)
    assert 2 <= len(account) <= 32
    assert account not in RESERVED_USERS
    assert SLUG.fullmatch(anchor(text))
