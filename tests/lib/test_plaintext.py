"""What a post says without its markup, whole and in short."""

import pytest

from blog.lib.markdown import excerpt, render


def test_the_text_has_words_only():
    result = render("# A *b*\n\nc  \nd `e`[^1]\n\n```py\nf = 1\n```\n\n<p>g</p>\n\n[^1]: h")

    assert result.text == "A b c d e f = 1 g h"
    assert result.words == 10


def test_the_lead_is_the_first_paragraphs_without_headings_and_code():
    result = render("# Title\n\n![x](x.png)\n\nFirst.\n\n    code\n\n> quoted\n\nSecond.")

    assert result.lead == "First. Second."


def test_a_post_without_paragraphs_leads_with_its_text():
    assert render("# Only\n\n- a list").lead == "Only a list"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Short  text", "Short text"),
        ("One sentence here. Two are here. Three do not fit", "One sentence here. Two are here."),
        ("No. Then a sentence that goes on and on without end", "No. Then a sentence that goes on and on…"),
        ("An open-ended, comma, separated, list, of words, here", "An open-ended, comma, separated, list…"),
        ("x" * 50, "x" * 39 + "…"),
        (
            "これは一つ目の文章です。これは二つ目の文章です。これは三つ目の、とても長い文章です。",
            "これは一つ目の文章です。これは二つ目の文章です。",
        ),
    ],
)
def test_an_excerpt_ends_with_a_sentence_or_a_word(text, short):
    assert excerpt(text, 40) == short
