"""What changed between two texts, as ranges and as marked words."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import diff
from blog.lib.diff import Piece

TEXTS = st.text(alphabet="ab ,.\n日本", max_size=40)


def applied(a: list[str], b: list[str]) -> list[str]:
    """Put `b` together from `a` and the changes that were found."""
    result, at = [], 0
    for change in diff.changes(a, b):
        result += a[at : change.start_a] + b[change.start_b : change.end_b]
        at = change.end_a
    return result + a[at:]


def longest_common(a: str, b: str) -> int:
    """The length of a longest common subsequence, by the textbook's table."""
    row = [0] * (len(b) + 1)
    for x in a:
        before = row[:]
        for j, y in enumerate(b, 1):
            row[j] = before[j - 1] + 1 if x == y else max(before[j], row[j - 1])
    return row[-1]


@given(st.lists(st.sampled_from("abc"), max_size=25), st.lists(st.sampled_from("abc"), max_size=25))
def test_the_changes_turn_one_sequence_into_the_other_and_are_as_few_as_can_be(a, b):
    found = diff.changes(a, b)

    assert applied(a, b) == b
    kept = len(a) - sum(change.end_a - change.start_a for change in found)
    assert kept == longest_common("".join(a), "".join(b))
    assert all(one.end_a < next_one.start_a for one, next_one in pairwise(found))


@given(TEXTS)
def test_words_and_lines_join_to_the_text(text):
    assert "".join(diff.words(text)) == text
    assert "".join(diff.lines(text)) == text


@given(TEXTS, TEXTS)
def test_the_pieces_hold_both_texts(old, new):
    pieces = diff.compare(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
    assert all(piece.text for piece in pieces)


def test_only_the_words_that_changed_are_marked():
    pieces = diff.compare("One line.\nThe old boat sails.\n", "One line.\nThe new boat sails.\n")

    assert pieces == [
        Piece("same", "One line.\nThe "),
        Piece("removed", "old"),
        Piece("added", "new"),
        Piece("same", " boat sails.\n"),
    ]


def test_characters_of_scripts_without_spaces_are_compared_singly():
    pieces = diff.compare("我们喜欢大海", "我们热爱大海")

    assert pieces[0] == Piece("same", "我们")
    assert pieces[-1] == Piece("same", "大海")


@pytest.mark.parametrize(
    ("old", "new", "size"),
    [
        ("", "", (0, 0)),
        ("", "three new words", (3, 0)),
        ("a b c", "c a b", (0, 0)),
        ("a b a", "a b", (0, 1)),
        ("the cat", "the dog sat", (2, 1)),
    ],
)
def test_the_size_of_a_change_counts_words(old, new, size):
    assert diff.size(old, new) == size


def hostile() -> list[tuple[str, str]]:
    letters = random.Random(1)
    one, other = (" ".join(letters.choices("abcdefgh", k=100_000))[:200_000] for _ in range(2))
    return [
        (one, other),
        ("\n" * 200_000, "\n" * 100_000 + "x" + "\n" * 99_999),
        ("a" * 200_000, "b" * 200_000),
    ]


@pytest.mark.parametrize(("old", "new"), hostile(), ids=["shuffled letters", "line ends", "one word"])
def test_beyond_its_limit_a_comparison_is_coarse_and_still_right(old, new):
    pieces = diff.compare(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
