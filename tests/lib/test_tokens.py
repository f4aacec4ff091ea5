"""Tokens that open something once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from blog.lib import tokens

ANYTHING = st.text(st.characters(codec=None, categories=("L", "N", "P", "S", "Z", "C")))


def test_a_token_is_long_new_each_time_and_safe_in_an_address():
    made = {tokens.new() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", token) for token in made)


def test_a_digest_does_not_change_and_does_not_show_the_token():
    token = tokens.new()

    assert tokens.digest(token) == tokens.digest(token)
    assert tokens.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert token not in tokens.digest(token)


@given(ANYTHING, ANYTHING)
def test_any_text_has_a_digest_of_its_own(one, other):
    digests = {tokens.digest(one), tokens.digest(other)}

    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
    assert len(digests) == len({one, other})


def test_half_a_character_has_a_digest_too():
    assert tokens.digest("\ud800") != tokens.digest("\udfff") != tokens.digest("?")
