"""A comment's Markdown: a small set, and nothing of it acts."""

import pytest

from blog.lib.markdown import remark
from tests.lib.oracle import dangers
from tests.lib.payloads import CASES, HTML, MARKDOWN


@pytest.mark.parametrize("payload", [*MARKDOWN.values(), *HTML.values(), *CASES.values()])
@pytest.mark.parametrize("place", ["", "> ", "- ", "text "])
def test_no_comment_acts(payload, place):
    assert dangers(remark(f"{place}{payload}")) == []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("7. a", '<ol start="7">\n<li>a</li>\n</ol>\n'),
        ("```py\nx = 1\n```", "<pre><code>x = 1\n</code></pre>\n"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"),
    ],
)
def test_the_small_set_of_markdown(source, html):
    assert remark(source) == html


@pytest.mark.parametrize(
    "source", ["# Loud", "Loud\n====", "![x](/x.png)", "***", "<b>x</b>", "| a |\n|---|"]
)
def test_what_shouts_is_text(source):
    html = remark(source)

    assert not any(tag in html for tag in ("<h", "<img", "<hr", "<b>", "<table"))


def test_links_give_nothing_to_who_places_them():
    html = remark("[x](https://a.example) https://b.example")

    assert html.count('rel="nofollow ugc noopener"') == 2


def test_a_lone_surrogate_is_a_question_mark():
    assert remark("a\ud800b") == "<p>a?b</p>\n"
