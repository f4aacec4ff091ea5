"""What hostile Markdown may do to a page: nothing."""

import pytest

from blog.lib.markdown import render
from tests.lib.oracle import dangers
from tests.lib.payloads import HTML, MARKDOWN

PLACES = {"": "alone", "text ": "in a line", "> ": "quoted", "- ": "in a list", "# ": "in a heading"}


def own_ids(result):
    return [heading.id for heading in result.headings]


@pytest.mark.parametrize("payload", MARKDOWN.values(), ids=MARKDOWN.keys())
def test_no_markdown_acts(payload):
    result = render(payload, prefix="p7-")

    assert dangers(result.html, {*own_ids(result), "p7-fn1", "p7-fnref1"}) == []


@pytest.mark.parametrize("place", PLACES.keys(), ids=PLACES.values())
@pytest.mark.parametrize("payload", HTML.values(), ids=HTML.keys())
def test_no_html_in_markdown_acts(payload, place):
    result = render(f"{place}{payload}\n\n# After\n\n```py\nx = 1\n```\n\n- [x] y", prefix="p7-")

    assert dangers(result.html, own_ids(result)) == []


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="p7-intro">x</h2>',
        '<a name="p7-intro">x</a>',
        '<p id="\n',
        "<p title='\n",
    ],
)
def test_only_the_renderer_makes_ids(html):
    result = render(f"{html}\n\n# Intro", prefix="p7-")

    assert dangers(result.html, own_ids(result)) == []
    assert result.html.count('id="p7-intro"') <= 1


def test_code_is_shown_not_run():
    result = render("```html\n<script>alert(1)</script>\n```\n\n`<script>`")

    assert dangers(result.html) == []
    assert "<script>alert(1)</script>" in result.text
