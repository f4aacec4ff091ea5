"""What may pass from other people's HTML into a page, and what becomes of the rest."""

import re
from html import unescape
from zipfile import ZipFile

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.lib.sanitize import clean, text
from tests.lib.oracle import dangers
from tests.lib.payloads import HTML
from tests.lib.shared import shared


def cleaned(html, **options):
    return LexborHTMLParser(clean(html, **options), is_fragment=True)


@pytest.mark.parametrize("payload", HTML.values(), ids=HTML.keys())
def test_nothing_that_acts_gets_through(payload):
    html = clean(payload)

    assert dangers(html) == []


@pytest.mark.parametrize(
    "name", ["a script", "an image with a handler", "htmx attributes", "a form", "a style attribute"]
)
def test_the_oracle_would_see_it(name):
    assert dangers(HTML[name]) != []


def test_all_of_a_feed_readers_hostile_feeds_become_harmless():
    with ZipFile(shared("data/sanitize-feedparser.zip")) as archive:
        feeds = [
            archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if name.endswith(".xml")
        ]

    found = {
        feed: danger for feed in feeds for danger in (*dangers(clean(feed)), *dangers(clean(unescape(feed))))
    }

    assert len(feeds) == 745
    assert found == {}


@pytest.mark.parametrize(
    "html",
    [
        '<details open=""><summary>More</summary>x</details>',
        "<kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup> <mark>m</mark> <del>d</del> <ins>i</ins>",
        '<abbr title="x">y</abbr>',
        "<figure><figcaption>x</figcaption></figure>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        '<p lang="fr" dir="ltr">x</p>',
        '<ol start="3" reversed=""><li value="9">x</li></ol>',
        '<progress value="3" max="5"></progress>',
        '<a href="mailto:a@b.c">x</a><a href="/x">y</a><a href="//z/">z</a>',
        "<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>",
    ],
)
def test_what_writers_need_stays_as_it_is(html):
    assert clean(html) == html


def test_an_id_stays_only_with_the_seal_and_a_known_place():
    html = '<h2 id="s3alintro">a</h2><h2 id="intro">b</h2><h2 id="s3alother">c</h2><h2 id="p7-intro">d</h2>'

    headings = cleaned(html, seal="s3al", anchors={"intro": "p7-intro"}).css("h2")

    assert [heading.attributes.get("id") for heading in headings] == ["p7-intro", None, None, None]


def test_links_inside_the_text_arrive_at_the_prefixed_places():
    html = '<a href="#intro">a</a><a href="#Intro">b</a><a href="#elsewhere">c</a>'

    links = cleaned(html, seal="s3al", anchors={"intro": "p7-intro"}).css("a")

    assert [link.attributes["href"] for link in links] == ["#p7-intro", "#p7-intro", "#elsewhere"]


def test_the_same_html_always_gives_the_same_bytes():
    html = '<img src=a.png title=x><input type=checkbox s3al disabled checked><td class="left" colspan=2>'

    assert len({clean(html, seal="s3al") for _ in range(30)}) == 1


def test_text_keeps_neighbouring_words_apart_and_leaves_scripts_out():
    said = text("<table><tr><td>one</td><td>two &amp; three</td></tr></table><script>four</script>")

    assert said.split() == ["one", "two", "&", "three"]


def test_what_comes_out_is_balanced():
    html = clean("</div></article><div><p>x")

    assert re.findall(r"</?\w+>", html) == ["<div>", "<p>", "</p>", "</div>"]
