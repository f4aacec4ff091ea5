"""Texts made to be expensive: each is refused in words, or done soon."""

from time import thread_time

import pytest

from blog.lib.markdown import MAX_OUTPUT, MAX_SOURCE, TooLarge, render

SECONDS = 2.0  # on a quiet machine, which takes ORDINARY_SECONDS for an ordinary text
ORDINARY = "A *word*, a [link](https://example.org) and `code`.\n\n" * 1_500
ORDINARY_SECONDS = 0.1

FORMATTING = "".join(f"<b a={n}>" for n in range(4_000))
TEXTS = {
    "brackets": "[" * MAX_SOURCE,
    "as many brackets as allowed": "[" * 10_000,
    "pictures that never close": "![" * 10_000 + "x" * 150_000,
    "stars": "*" * MAX_SOURCE,
    "all marks at once": "[*_`<&|:~!" * 9_900,
    "quotes in quotes": "> " * 10_000 + "x",
    "quotes that go on": ">" * 50 + "\n" + "a\n" * 9_900,
    "lists in lists": "- " * 50_000 + "x",
    "deeper and deeper lists": "".join(" " * (2 * n) + "- a\n" for n in range(400)),
    "a table of 5,000 columns": "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n",
    "a table that is completed": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|b|\n" * 900,
    "a long address used often": "[x]: /" + "a" * 100_000 + "\n\n" + "[x]" * 9_000,
    "footnotes that never close": "[^a]: x\n\n" + "[^" * 9_900 + "a" * 100_000,
    "one footnote used often": "[^1]: x\n\n" + "[^1]" * 9_900,
    "an address with many brackets": "http://a.b/" + ")" * 190_000,
    "addresses with many brackets": ("http://a.b/" + ")" * 1_980 + " ") * 100,
    "the same heading": "# a\n" * 9_900,
    "elements in elements": "<div>" * 9_900,
    "formatting that is reopened": "<p>" + FORMATTING + "<p>x" * 5_900,
    "formatting that is reopened after paragraphs": "a" + FORMATTING + "\n\nx" * 4_900,
    "one attribute many times": "<img " + "src= " * 30_000 + ">",
    "tags that never close": "<div>" + "<img " * 9_900,
    "much code": ("```rust\n" + "fn a() {}\n" * 990 + "```\n") * 9,
    "code that takes lexers long": "```csharp\n" + "aa\n" * 3_000 + "```\n",
    "code in an endless line": "```make\n" + "a" * 9_000 + "\n```\n",
}


def cost(source: str) -> tuple[float, int]:
    """(seconds of processor time, characters of HTML) of a text."""
    start = thread_time()
    try:
        size = len(render(source).html)
    except TooLarge:
        size = 0
    return thread_time() - start, size


@pytest.mark.parametrize("source", TEXTS.values(), ids=TEXTS.keys())
def test_dos_02_03_no_text_takes_long(source):
    seconds, size = cost(source)
    attempts = 1
    while seconds >= SECONDS and attempts < 4:  # a slow machine, or a neighbour: what takes long always does
        slowness = max(1, cost(ORDINARY)[0] / ORDINARY_SECONDS)
        seconds, attempts = min(seconds, cost(source)[0] / slowness), attempts + 1

    assert seconds < SECONDS
    assert size <= MAX_OUTPUT


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x" * (MAX_SOURCE + 1), "200,001 characters"),
        ("[" * 10_001, "“\\[” characters"),
        ("\n" * 10_001, "line breaks"),
        ("[x]: /" + "a" * 100_000 + "\n\n" + "[x]" * 9_000, "links"),
        (
            "<p>" + "<b><i><u><s><em><tt><code><small><strong><strike>" * 3 + "<p>x" * 9_900,
            "characters of HTML",
        ),
    ],
)
def test_a_refusal_says_what_is_too_much(source, reason):
    with pytest.raises(TooLarge, match=reason):
        render(source)


def test_the_longest_plain_text_is_accepted():
    source = "word " * (MAX_SOURCE // 5)

    assert render(source).words == MAX_SOURCE // 5
