"""Which names are the same, and which ones look the same."""

# ruff: noqa: RUF001 (letters that look like others are what this is about)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import usernames

LETTERS = "aAiIlL1oO0éÉß\u0130\u0131\u0345\u1fb3ΑαΙιΟоОіІﬁﷺ가\u1100\u1161e\u0301 -_."
NAMES = st.text() | st.text(st.characters(codec=None) | st.sampled_from(LETTERS), max_size=300)


@pytest.mark.parametrize(
    ("name", "double"),
    [
        ("alice", "аlice"), ("paypal", "paypa1"), ("bob", "b0b"),
        ("scope", "ѕсоре"), ("Tom", "ТОМ"), ("hepo", "НЕРО"), ("modern", "rnodern"), ("Kate", "Кате"),
        ("a-b", "a\u2010b"), ("jose", "jоse"), ("josé", "jоse\u0301"),
    ],
)  # fmt: skip
def test_uni_03_names_that_look_alike_share_a_skeleton(name, double):
    assert usernames.key(name) != usernames.key(double)
    assert usernames.skeleton(name) == usernames.skeleton(double)


@pytest.mark.parametrize(
    ("one", "other"), [("jose", "josé"), ("anna", "ana"), ("a-b", "a_b"), ("日本", "日木")]
)
def test_uni_03_names_that_differ_to_the_eye_have_skeletons_of_their_own(one, other):
    assert usernames.skeleton(one) != usernames.skeleton(other)


@pytest.mark.parametrize(
    "names",
    (
        "é/e\u0301/É/E\u0301 ﬁ/fi/FI ALICE/alice/ａlice Straße/STRASSE"
        " Å/\u212b/A\u030a ΣΊΣΥΦΟΣ/σίσυφος \u1fb3/\u03b1\u0345/ΑΙ"
    ).split(),
)
def test_uni_04_one_name_written_in_several_ways_is_one_identity(names):
    assert len({usernames.key(name) for name in names.split("/")}) == 1


def test_a_capital_i_is_taken_for_a_small_l_but_a_small_one_is_not():
    assert usernames.skeleton("paypal") in usernames.doubles("PaypaI")
    assert not usernames.doubles("Kiara") & usernames.doubles("Klara")


def test_the_form_that_is_shown_keeps_its_case():
    assert usernames.normalise("  Jose\u0301 ") == "José"


@given(NAMES)
def test_normalising_twice_changes_nothing(text):
    shown, key = usernames.normalise(text), usernames.key(text)

    assert usernames.normalise(shown) == shown
    assert usernames.key(key) == key
    assert usernames.key(shown) == key
    assert usernames.normalise(key) == key


@given(NAMES)
def test_a_skeleton_depends_on_the_key_alone_and_both_fit_their_columns(text):
    key = usernames.key(text)

    assert usernames.skeleton(text) == usernames.skeleton(key)
    assert len(key) <= 100
    assert len(usernames.skeleton(text)) <= 200


@given(NAMES)
def test_a_name_without_a_problem_has_none_as_it_is_shown(text):
    assert usernames.problem(text) == usernames.problem(usernames.normalise(text))
