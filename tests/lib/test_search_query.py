"""What somebody typed, read literally."""

import time

import pytest

from blog.lib.search import Part, parse
from blog.lib.search.query import MOST_CHARACTERS, MOST_WORDS

ADDED_TO_ENGINES = [
    '"', '"foo""', "AND", "a AND OR b", "NEAR(a b, 3)", "title:x", "(", "((((", "*", "a*", "-", "-a", "^",
    "^a", "{a b}:c", "+", "a + b", "'", "';--", "a' | 'b", ":*", "&", "!a", "<->", "\\", "a\\", "%_%",
    "\x00a\x1b[31m", "\u202eabc", "\ue000t1", "\ue001abc", "{{7*7}}", '"><img src=x onerror=alert(1)>',
]  # fmt: skip


def parts(typed: str) -> list[str]:
    """Each part as its words, with an ellipsis where it may go on."""
    return [" ".join(part.words) + ("…" if part.prefix else "") for part in parse(typed).parts]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("calm water ", ["calm", "water"]),
        ("calm wat", ["calm", "wat…"]),
        ("calm wa", ["calm", "wa"]),
        ('"calm water" deep ', ["calm water", "deep"]),
        ('deep "calm wat', ["deep", "calm wat…"]),
        ('"calm water"', ["calm water"]),
        ("“calm water” deep ", ["calm water", "deep"]),
        ("must_use std::io ", ["must use", "std io"]),
        ("a:b ", ["a b"]),
        ("AND OR NOT NEAR ", ["and", "or", "not", "near"]),
        ("日本", ["日 本"]),
        ("again again ", ["again"]),
        ("  ", []),
        ('""', []),
    ],
)
def test_words_phrases_and_a_last_word_that_is_not_finished(typed, expected):
    assert parts(typed) == expected


@pytest.mark.parametrize("typed", ADDED_TO_ENGINES)
def test_inj_01_no_sign_reaches_an_engine(typed):
    for word, _ in parse(typed).terms:
        assert word.isalnum()


def test_what_counts_of_a_query_is_cut_before_anything_is_made_of_it():
    assert len(parse("x" * 5_000).text) == MOST_CHARACTERS
    assert len(parse(" ".join(map(str, range(90)))).terms) == MOST_WORDS
    assert sum(len(part.words) for part in parse("a-" * 100).parts) == MOST_WORDS


def test_dos_14_a_hostile_query_is_read_at_once():
    began = time.process_time()

    for typed in ('"' * 50_000, "a!" * 25_000, "\u0301" * 50_000, "_" * 50_000, "(" * 50_000):
        parse(typed)

    assert time.process_time() - began < 0.05


def test_a_part_with_its_edges_is_a_piece_of_an_indexed_text():
    assert Part(("calm", "water")).text in " deep calm water . x "
    assert Part(("calm", "wat"), prefix=True).text in " deep calm water . x "
    assert Part(("alm",)).text not in " deep calm water . x "
