"""Small facts for readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.reading import hue, initials, minutes


@pytest.mark.parametrize(("words", "time"), [(0, 1), (100, 1), (238, 1), (600, 3), (2380, 10)])
def test_reading_takes_a_minute_for_238_words(words, time):
    assert minutes(words) == time


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Niko Matsakis", "NM"),
        ("Anna Adams", "AA"),
        ("the rust core team", "TT"),
        ("josh", "J"),
        ('"zé" ômega', "ZÔ"),
        ("山田 太郎", "山太"),
        ("ßeta ﬁn", "SF"),
        ("🦀 Ferris", "F"),
        ("...", "?"),
        ("", "?"),
    ],
)
def test_an_avatar_shows_the_first_letters(name, letters):
    assert initials(name) == letters


@given(st.text())
def test_every_name_has_one_or_two_letters_and_one_colour(name):
    assert 1 <= len(initials(name)) <= 2
    assert hue(name) == hue(name)
    assert 0 <= hue(name) <= 7


def test_names_spread_over_all_colours():
    assert {hue(f"author {number}") for number in range(200)} == set(range(8))
