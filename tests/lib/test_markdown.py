"""How a post's Markdown reads as HTML."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.lib.markdown import Heading, render


def rendered(source, **options):
    return LexborHTMLParser(render(source, **options).html, is_fragment=True)


def test_a_table_aligns_its_cells_by_class():
    cells = rendered("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |").css("div.table > table td")

    assert [cell.attributes["class"] for cell in cells] == ["left", "center", "right"]


def test_a_task_is_a_disabled_checkbox_with_its_text_as_label():
    labels = rendered("- [x] bake\n- [ ] eat\n- neither").css("li.task > label")

    assert [label.text().strip() for label in labels] == ["bake", "eat"]
    assert ["checked" in label.css_first("input[disabled]").attributes for label in labels] == [True, False]


def test_two_tildes_strike_through():
    assert rendered("~~old~~").css_first("s").text() == "old"


@pytest.mark.parametrize(
    ("sentence", "address"),
    [
        ("See https://a.example/b_c_d.", "https://a.example/b_c_d"),
        ("(see http://a.example/x(1))", "http://a.example/x(1)"),
        ("**https://a.example**", "https://a.example"),
        ("https://müller.example/ä", "https://xn--mller-kva.example/%C3%A4"),
        ("<me@a.example>", "mailto:me@a.example"),
    ],
)
def test_a_bare_address_becomes_a_link_without_the_sentences_punctuation(sentence, address):
    assert rendered(sentence).css_first("a").attributes["href"] == address


@pytest.mark.parametrize(
    "sentence", ["lib.rs and README.md", "http://", "xhttp://a.example", "`http://a.example`"]
)
def test_what_is_no_address_stays_text(sentence):
    assert rendered(sentence).css_first("a") is None


def test_an_address_in_a_link_is_not_linked_again():
    links = rendered("[http://a.example](http://b.example)").css("a")

    assert [link.attributes["href"] for link in links] == ["http://b.example"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [("# ## ### ##", "h2 h3 h4 h3"), ("### ## ###", "h2 h2 h3"), ("## #### ###", "h2 h3 h3")],
)
def test_headings_start_below_the_title_and_skip_no_level(written, shown):
    source = "\n\n".join(f"{marks} x" for marks in written.split())

    headings = rendered(source).css("h1, h2, h3, h4, h5, h6")

    assert [heading.tag for heading in headings] == shown.split()


def test_headings_are_listed_with_unique_prefixed_ids():
    headings = render(
        "# Set *up*\n\n## Set up\n\n# Set up\n\n# {#own}\n\n# 設定 {#Own}", prefix="p7-"
    ).headings

    assert headings == (
        Heading(2, "p7-set-up", "Set up"),
        Heading(3, "p7-set-up-1", "Set up"),
        Heading(2, "p7-set-up-2", "Set up"),
        Heading(2, "p7-own", ""),
        Heading(2, "p7-own-1", "設定"),
    )


def test_each_heading_ends_with_a_link_to_itself():
    heading = rendered("# A `b`", prefix="p7-").css_first("h2")

    assert heading.attributes["id"] == "p7-a-b"
    assert heading.css_first("a.anchor:last-child").attributes["href"] == "#p7-a-b"


def test_a_link_to_a_heading_arrives_at_its_prefixed_id():
    link = rendered("[x](#What-is-this?)\n\n# What is this?", prefix="p7-").css_first("p > a")

    assert link.attributes["href"] == "#p7-what-is-this"


def test_footnotes_lead_there_and_back():
    tree = rendered("a[^n] b[^n]\n\n[^n]: Note", prefix="p7-")
    marks, notes = tree.css("sup.noteref > a"), tree.css("section.footnotes li")

    assert [mark.attributes["id"] for mark in marks] == ["p7-fnref1", "p7-fnref1-2"]
    assert [mark.attributes["href"] for mark in marks] == ["#p7-fn1", "#p7-fn1"]
    assert [note.attributes["id"] for note in notes] == ["p7-fn1"]
    assert [way.attributes["href"] for way in notes[0].css("a.backref")] == ["#p7-fnref1", "#p7-fnref1-2"]


def test_a_heading_named_like_a_footnote_does_not_take_its_id():
    result = render("# fn1\n\na[^n]\n\n[^n]: Note")

    assert [heading.id for heading in result.headings] == ["fn1-1"]


def test_a_paragraph_of_one_picture_is_a_figure_with_its_title_as_caption():
    figures = rendered('![a](a.png "The *sea*")\n\n[![b](b.png)](/b)\n\n![c](c.png) and text').css("figure")

    assert [figure.css_first("img").attributes["src"] for figure in figures] == ["a.png", "b.png"]
    assert [caption.text() for caption in figures[0].css("figcaption")] == ["The *sea*"]
    assert figures[1].css_first("a").attributes["href"] == "/b"


def test_a_known_picture_has_its_size():
    image = rendered("![a](/media/a.webp)", pictures={"/media/a.webp": (640, 480)}).css_first("figure > img")

    assert (image.attributes["width"], image.attributes["height"]) == ("640", "480")


def test_markdown_inside_raw_html_is_rendered():
    details = rendered("<details><summary>More</summary>\n\nsome **bold**\n\n</details>").css_first("details")

    assert details.css_first("p > strong").text() == "bold"


def test_the_same_source_gives_the_same_post_in_any_thread():
    sources = [f"# H{n}\n\n[a](#h{n}) b[^1]\n\n```py\nx = {n}\n```\n\n[^1]: n" for n in range(40)]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(render, sources))

    assert together == [render(source) for source in sources]


@pytest.mark.parametrize("source", ["", "\0", "\ud800 lone", "\r\n\t", "[^1]: only a note", "\u202e# x"])
def test_odd_texts_are_rendered(source):
    assert isinstance(render(source).html, str)
