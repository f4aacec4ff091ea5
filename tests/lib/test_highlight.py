"""Code with its words marked for colouring."""

import re
from html import unescape
from time import thread_time

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.lib.highlight import CLASSES, MAX_CODE, deadline, highlight
from blog.lib.markdown import render

RUST = 'fn main() { let x: u32 = "a\\n<b>"; } // so & so\n'


def spans(code, info="rust"):
    tree = LexborHTMLParser(highlight(code, info, deadline()), is_fragment=True)
    return [(span.attributes["class"], span.text().strip()) for span in tree.css("span")]


def test_keywords_strings_and_comments_are_marked():
    assert {("k", "fn"), ("nf", "main"), ("kt", "u32"), ("se", "\\n"), ("c", "// so & so")} <= set(
        spans(RUST)
    )


@pytest.mark.parametrize(
    "info", ["rust", "Rust", "rust,ignore", "rust,edition2018", "{.rust}", " rust {1,3}", "rs"]
)
def test_the_first_word_after_the_fence_is_the_language(info):
    assert ("k", "fn") in spans(RUST, info)


@pytest.mark.parametrize("info", ["", "nolanguage", "{}", "🦀", "x" * 500, "text"])
def test_an_unknown_language_stays_plain(info):
    assert spans(RUST, info) == []


@pytest.mark.parametrize("code", [RUST, "\n\n  a\n\n", "<&>\"'\n", "no line end", "\ttab\n"])
def test_no_character_of_the_code_is_lost(code):
    html = highlight(code, "rust", deadline())

    assert unescape(re.sub(r"</?span[^>]*>", "", html)).rstrip("\n") == code.rstrip("\n")


def test_only_the_classes_that_the_sanitiser_knows_are_used():
    assert {name for name, _ in spans(RUST)} <= set(CLASSES.values())


@pytest.mark.parametrize(
    "code", ["fn " * (MAX_CODE // 3 + 1), "fn " * 400, "fn\n" * 50], ids=["long", "wide", "signless"]
)
def test_code_that_may_take_long_stays_plain(code):
    assert spans(code) == []


def test_after_the_deadline_code_stays_plain():
    assert highlight(RUST, "rust", thread_time()) == highlight(RUST, "", deadline())


def test_each_block_of_a_post_is_a_region_with_a_name_of_its_own():
    tree = LexborHTMLParser(render(f"```rust\n{RUST}```\n\n    indented\n").html, is_fragment=True)

    regions = tree.css("div.code[role=region][tabindex='0']")

    assert [region.attributes["aria-label"] for region in regions] == ["Code sample 1", "Code sample 2"]
    assert [region.css_first("pre > code").text() for region in regions] == [RUST, "indented\n"]
