"""Who gets a name that several want does not depend on the order of files."""

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.transfer import claims, sources


def source(key: str, *lines: str) -> sources.Source:
    return sources.read(
        key, "\n".join(["---", "title: x", *lines, "---", "Body"]).encode(), zone=ZoneInfo("UTC")
    )


SAME = [
    source("b.md", "slug: sails", "date: 2021-02-02"),
    source("a.md", "slug: sails", "date: 2021-02-02"),
    source("c.md", "slug: sails", "date: 2020-01-01"),
    source("d.md", "slug: sails"),
    source("e.md", "slug: sails-2021-02-02", "date: 2022-01-01"),
]


@pytest.mark.parametrize("seed", range(10))
def test_the_oldest_gets_the_slug_and_the_others_their_date_or_a_number(seed):
    given = claims.give_slugs(random.Random(seed).sample(SAME, len(SAME)), {}, ())

    assert given == {
        "c.md": "sails",
        "e.md": "sails-2021-02-02",
        "a.md": "sails-2",
        "b.md": "sails-3",
        "d.md": "sails-4",
    }


def test_a_slug_that_a_post_has_stays_and_one_that_is_taken_is_not_given():
    given = claims.give_slugs(SAME[:3], {"b.md": "sails"}, {"sails-2020-01-01"})

    assert given == {"b.md": "sails", "c.md": "sails-2", "a.md": "sails-2021-02-02"}


def test_no_slug_is_longer_than_its_column():
    posts = [source(f"{n}.md", f"slug: {'x' * 200}", "date: 2021-02-02") for n in range(3)]

    given = claims.give_slugs(posts, {}, ())

    assert len(set(given.values())) == 3
    assert max(map(len, given.values())) <= 100


def test_an_address_goes_to_who_names_it_and_then_to_the_oldest():
    guessing = source("content/old.md", "date: 2000-01-01")
    naming = [source(f"{n}.md", "aliases: [old, gone]", f"date: 200{n}-01-01") for n in (2, 1)]

    given = claims.give_aliases([guessing, *naming], {"gone"})

    assert [key for key, paths in given.items() if "old" in paths] == ["1.md"]
    assert not [key for key, paths in given.items() if "gone" in paths]


def test_the_most_frequent_spelling_is_taken_and_of_equals_the_first():
    spellings = [("rust", "rust"), ("rust", "Rust"), ("rust", "Rust"), ("go", "go"), ("go", "Go")]

    assert claims.best_spellings(spellings) == {"go": "Go", "rust": "Rust"}


@pytest.mark.parametrize("name", ["ada lovelace", "Ada  Lovelace", "ADA LOVELACE", " Ada Lovelace "])
def test_spellings_of_one_name_are_one_person(name):
    assert claims.fold(name) == claims.fold("Ada Lovelace")


def test_accents_written_in_two_ways_are_one_person_and_other_letters_another():
    assert claims.fold("Beránek") == claims.fold("Beránek")
    assert claims.fold("Beránek") != claims.fold("Beranek")


def test_people_whose_usernames_collide_are_numbered_in_the_order_of_their_names():
    names = {claims.fold(name): name for name in ("Šedovič", "Sedovic", "Sedovič")}

    given = claims.give_usernames(names, {"sedovic"})

    assert given == {"sedovic": "sedovic-2", "sedovič": "sedovic-3", "šedovič": "sedovic-4"}


def test_a_long_username_still_fits_with_its_number():
    name = "a" * 40

    assert claims.give_usernames({name: name}, {"a" * 32}) == {name: "a" * 30 + "-2"}


def test_a_section_is_the_first_tag_and_no_tag_stands_twice():
    post = source("inside-rust/a.md", "tags: [Rust, rust, Inside Rust]")

    assert claims.labels(post, {"inside-rust": "Inside Rust"}) == [
        ("inside-rust", "Inside Rust"),
        ("rust", "Rust"),
    ]


def test_undated_posts_count_as_the_youngest():
    assert SAME[3].age > (datetime(2999, 1, 1, tzinfo=UTC), "")
