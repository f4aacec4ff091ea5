"""Texts that look alike."""

# ruff: noqa: RUF001 (letters that look like others are what this is about)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.confusables import skeleton

FOLDED = st.text(max_size=40).map(str.casefold)


@pytest.mark.parametrize("alike", "l1 іιıi oо0ο aаα eе cс pрρ jј sѕ kкκ tтτ hн bв yу 二ニ 力カ".split())
def test_characters_that_look_alike_share_a_skeleton(alike):
    assert len({skeleton(character) for character in alike}) == 1


@pytest.mark.parametrize("alike", [("m", "rn"), ("м", "rn"), ("ӕ", "ae"), ("ы", "ьі"), ("lо", "ю")])
def test_several_characters_can_look_like_one(alike):
    assert len({skeleton(text) for text in alike}) == 1


def test_the_letters_and_digits_of_ascii_look_different_but_for_the_known_pairs():
    skeletons = {character: skeleton(character) for character in "abcdefghijklmnopqrstuvwxyz0123456789"}

    doubles = {one for one, form in skeletons.items() if list(skeletons.values()).count(form) > 1}
    assert doubles == set("l1o0")


@given(FOLDED, FOLDED)
def test_a_text_that_contains_a_double_is_a_double(before, after):
    assert skeleton(f"{before}аlice{after}") == skeleton(f"{before}alice{after}")
