"""Passages with marks: escaped first, then marked."""

import time

import pytest

from blog.lib.search import marked, parse, snippet
from blog.lib.search.snippets import LENGTH
from tests.lib.payloads import CASES


def plain(html: str) -> str:
    """The HTML without the marks."""
    return html.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("A calm sea", "calm ", "A <mark>calm</mark> sea"),
        ("A calm sea", "cal", "A <mark>calm</mark> sea"),
        ("Crème BRÛLÉE", "creme brulee ", "<mark>Crème</mark> <mark>BRÛLÉE</mark>"),
        ("cre\u0300me", "creme ", "<mark>cre\u0300me</mark>"),
        ("use std::io;", "std::io ", "use <mark>std::io</mark>;"),
        ("calm water, calm air", '"calm air"', "calm water, <mark>calm air</mark>"),
        ("日本語の本", "本語 ", "日<mark>本語</mark>の本"),
        ("nothing", "else ", "nothing"),
    ],
)
def test_what_was_asked_for_is_marked_as_it_is_written(text, typed, expected):
    assert marked(text, parse(typed)) == expected


@pytest.mark.parametrize("payload", CASES.values(), ids=CASES.keys())
def test_xss_10_a_stored_text_is_escaped_before_it_is_marked(payload):
    text = f"before {payload} after"
    for typed in ("before after", payload, "b onmouseover alert script ", "lt amp gt quot 39 "):
        for html in (marked(text, parse(typed)), snippet(text, parse(typed)) or ""):
            assert "<" not in plain(html)


def test_entities_are_not_words():
    assert marked("a < b & c", parse("lt amp ")) == "a &lt; b &amp; c"


def test_the_line_that_holds_most_of_the_query_is_shown():
    text = "calm alone\nwater and calm together\nwater alone"

    assert snippet(text, parse("calm water ")) == "<mark>water</mark> and <mark>calm</mark> together"


def test_a_long_line_is_cut_around_its_words_and_between_others():
    text = f"{'left ' * 90}calm water {'right ' * 90}"

    html = str(snippet(text, parse("calm water ")))

    assert "<mark>calm</mark> <mark>water</mark>" in html
    assert html.startswith("…left ")
    assert html.endswith("right…")
    assert len(plain(html)) <= LENGTH + 2


def test_a_long_line_without_spaces_is_cut_all_the_same():
    html = str(snippet("字" * 400 + "海" + "字" * 400, parse("海")))

    assert "<mark>海</mark>" in html
    assert len(plain(html)) <= LENGTH + 2


def test_a_text_that_does_not_answer_gives_no_passage():
    assert snippet("concatenate", parse("cat ")) is None
    assert snippet("", parse("cat ")) is None


def test_dos_14_a_long_text_is_looked_through_at_once():
    text = "calm " * 40_000
    began = time.process_time()

    snippet(text, parse("calm water deep quiet "))

    assert time.process_time() - began < 1
