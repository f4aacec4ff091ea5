"""What a word is, for the index and for the query alike."""

import pytest

from blog.lib.search import visible, words
from blog.lib.search.words import LONGEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Crème brûlée", ["creme", "brulee"]),
        ("cre\u0300me", ["creme"]),
        ("Straße ŁÓDŹ Ærø \u0130stanbul", ["strasse", "lodz", "aero", "istanbul"]),
        ("\ufb01ne \u33a5", ["fine", "m3"]),
        ("Ἀθήνα ΟΔΟΣ", ["αθηνα", "οδοσ"]),
        ("ёлка", ["елка"]),
        ("exam\u00adple zero\u200bwidth", ["example", "zerowidth"]),
        ("don't must_use std::io C++ 1.82.0", ["don", "t", "must", "use", "std", "io", "c", "1", "82", "0"]),
    ],
)
def test_uni_04_spellings_of_a_word_are_one_word(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本語テスト", ["日", "本", "語", "テ", "ス", "ト"]),
        ("Rust入門", ["rust", "入", "門"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("🦀🎉", ["🦀", "🎉"]),
        ("한국어 처리", ["한국어", "처리"]),
    ],
)
def test_where_no_space_parts_words_each_character_is_one(text, expected):
    assert words(text) == expected


def test_signs_that_make_another_word_stay():
    assert words("हिन्दी") == ["हिन्दी"]
    assert words("か") != words("が")


def test_signs_alone_are_no_word():
    assert words("%_% -- ^*() \u202e \0 \x1b") == []


def test_uni_09_a_word_has_an_end():
    assert words("x" * 500) == ["x" * LONGEST]
    assert words("e" + "\u0301" * 10_000) == ["e"]


def test_what_a_reader_sees_is_text_and_each_block_a_line():
    html = (
        '<h2 id="a">One<a class="anchor" href="#a" aria-label="Link"></a></h2>\n'
        '<p>a <b title="x > y">bo</b>ld &lt;b&gt;\nword<sup class="noteref"><a href="#fn1">1</a></sup></p>'
        "<ul><li>x</li><li>y<br>z</li></ul>"
        '<pre><code><span class="k">fn</span> <span>main</span></code></pre>'
    )

    lines = [line for line in visible(html).split("\n") if line.strip()]

    assert [" ".join(line.split()) for line in lines] == ["One", "a bold <b> word", "x", "y", "z", "fn main"]
