"""Pictures in a text that browsers may fetch in fewer pixels; nobody but the site says which."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.lib.markdown import RENDERER, render
from blog.lib.sanitize import clean
from blog.lib.srcset import PLACE, Size, srcset
from tests.lib.oracle import dangers

OURS = "/media/k.webp"
PICTURES = {OURS: Size(2400, 1600, (480, 960, 1600)), "/media/plain.webp": (400, 200)}
CHOICE = "/media/k-480.webp 480w, /media/k-960.webp 960w, /media/k-1600.webp 1600w, /media/k.webp 2400w"


def picture(source, pictures=PICTURES):
    """The attributes of the one picture that `source` shows."""
    (image,) = LexborHTMLParser(render(source, pictures=pictures).html, is_fragment=True).css("img")
    return image.attributes


@pytest.mark.parametrize(
    "source",
    [f"![x]({OURS})", f"<img src={OURS}>", f"<p><img alt='a' SRC = '{OURS}'></p>", f"![x]({OURS} 'A title')"],
)
def test_a_picture_of_several_widths_says_so(source):
    image = picture(source)

    assert (image["srcset"], image["sizes"]) == (CHOICE, "(min-width: 45rem) 41rem, 100vw")
    assert (image["src"], image["width"], image["height"]) == (OURS, "2400", "1600")


@pytest.mark.parametrize("source", ["![x](/media/plain.webp)", "![x](/media/unknown.webp)", "![x](a.png)"])
def test_others_have_one_address_only(source):
    assert {"srcset", "sizes"}.isdisjoint(picture(source))


def test_a_picture_keeps_its_choice_in_the_size_that_its_writer_asked_for():
    image = picture(f"<img src={OURS} width=300>")

    assert (image["width"], image["height"], image["srcset"]) == ("300", "200", CHOICE)


def test_without_a_seal_nothing_is_said():
    assert "srcset" not in clean(f"<img src={OURS}>", pictures=PICTURES)


EVIL = "//evil.example/x.png 1x"
HOSTILE = {
    "beside ours": f'<img src="{OURS}" srcset="{EVIL}" sizes="1px">',
    "before ours": f'<img srcset="{EVIL}" sizes="1px" src="{OURS}">',
    "in capitals": f'<IMG SRCSET="{EVIL}" SIZES="1px" SRC="{OURS}">',
    "of another picture": f'<img src="a.png" srcset="{EVIL}" sizes="1px">',
    "ours, of another picture": f'<img src="//evil.example/a.png" srcset="{CHOICE}" sizes="{PLACE}">',
    "without a picture": f'<img srcset="{EVIL}">',
    "in single quotes": f"<img src=a.png srcset='{EVIL}'>",
    "bare": "<img src=a.png srcset=//evil.example/x.png>",
    "after a slash": "<img/src=a.png/srcset=//evil.example/x.png>",
    "after a form feed": f'<img\fsrcset="{EVIL}"\fsrc=a.png>',
    "in a picture element": f'<picture><source srcset="{EVIL}"><img src="a.png"></picture>',
    "on another element": f'<p srcset="{EVIL}" sizes="1px">x</p><video srcset="{EVIL}"></video>',
    "for a link": f'<link rel=preload as=image imagesrcset="{EVIL}"><a srcset="{EVIL}">x</a>',
    "behind a quote": f'<img alt="a>" srcset="{EVIL}" src="a.png">',
    "in an attribute": f"<img title='<img src=\"{OURS}\">' srcset=\"{EVIL}\" src='//evil.example/a.png'>",
    "in an address": f'![x](<a.png" srcset="{EVIL}>)',
    "in an alternative text": f'![" srcset="{EVIL}]({OURS})',
    "in a title": f"![x]({OURS} '\" srcset=\"{EVIL}')",
    "in entities": '<img src="a.png" srcset="&#47;/evil.example/x.png 1x">',
    "with a script": '<img src="a.png" srcset="javascript:alert(1) 1x">',
    "by its data": f'<img src="a.png" data-srcset="{EVIL}" data-sizes="auto">',
    "unfinished": f'<img src="a.png" srcset="{EVIL}"',
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_writers_own_srcset_dies(source):
    html = render(source, pictures=PICTURES).html

    for node in LexborHTMLParser(html, is_fragment=True).css("*"):
        assert node.attributes.get("srcset") in (None, CHOICE)
        assert node.attributes.get("sizes") in (None, PLACE)
        if "srcset" in node.attributes:
            assert (node.tag, node.attributes["src"]) == ("img", OURS)
    assert dangers(render(source).html) == []


def test_a_seal_that_is_guessed_opens_nothing():
    html = clean(f'<img src="a.png" srcset="seal{OURS}" sizes="seal">', seal="another", pictures=PICTURES)

    assert "srcset" not in html
    assert "sizes" not in html


def test_a_seal_for_an_unknown_picture_gives_nothing():
    assert "srcset" not in clean(
        '<img src="a.png" srcset="seal/media/z.webp">', seal="seal", pictures=PICTURES
    )


def test_the_same_text_always_gives_the_same_bytes():
    assert len({render(f"![x]({OURS})", pictures=PICTURES).html for _ in range(20)}) == 1


def test_one_width_needs_no_choice():
    assert srcset(OURS, Size(400, 300)) == ""


def test_texts_that_were_rendered_before_can_be_told():
    assert RENDERER == 2
