"""What is made of elements that cannot stay as they are."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.lib.sanitize import clean


def cleaned(html, **options):
    return LexborHTMLParser(clean(html, **options), is_fragment=True)


@pytest.mark.parametrize(
    ("embed", "address"),
    [
        ('<iframe src="https://video.example/1" allow="autoplay"></iframe>', "https://video.example/1"),
        ("<video src='/media/a.mp4' controls></video>", "/media/a.mp4"),
        ('<video controls><source src="a.webm" type="video/webm"></video>', "a.webm"),
        ("<audio src=a.ogg></audio>", "a.ogg"),
        ('<object data="paper.pdf"></object>', "paper.pdf"),
        ("<EMBED SRC='//host/x.swf?a=1&amp;b=2'>", "//host/x.swf?a=1&b=2"),
    ],
)
def test_a_removed_player_leaves_a_link(embed, address):
    link = cleaned(f"<p>{embed}</p>").css_first("p > a")

    assert link.attributes["href"] == address
    assert link.text() == address


def test_the_link_reads_as_the_players_title():
    link = cleaned('<iframe src="https://video.example/1" title="A talk"></iframe>').css_first("a")

    assert link.text() == "A talk"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "java&#10;script:1", "file:///etc"]
)
def test_a_player_with_another_scheme_leaves_nothing(address):
    assert cleaned(f'<iframe src="{address}"></iframe>').css_first("a[href]") is None


def test_a_picture_for_readers_without_scripts_is_shown():
    assert (
        cleaned('<noscript><img src="a.png" alt="x"></noscript>').css_first("img").attributes["src"]
        == "a.png"
    )


def test_every_picture_loads_lazily_and_has_an_alternative_text():
    image = cleaned("<img src=a.png loading=eager>").css_first("img")

    assert image.attributes == {"src": "a.png", "loading": "lazy", "decoding": "async", "alt": ""}


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("", ("400", "200")),
        ("width=100", ("100", "50")),
        ("height=100", ("200", "100")),
        ("width=100%", ("400", "200")),
        ("width=0", ("400", "200")),
        ("width=9999999999", ("400", "200")),
    ],
)
def test_a_known_picture_gets_its_size_in_its_own_proportions(written, size):
    image = cleaned(f'<img src="/media/a.webp" {written}>', pictures={"/media/a.webp": (400, 200)}).css_first(
        "img"
    )

    assert (image.attributes["width"], image.attributes["height"]) == size


def test_tables_and_code_can_be_scrolled_by_keyboard_and_told_apart():
    regions = cleaned("<table><tr><td>1</table><pre>a</pre><TABLE><tr><td>2</TABLE>").css("[role=region]")

    assert [region.attributes["aria-label"] for region in regions] == ["Table 1", "Code sample 1", "Table 2"]
    assert {region.attributes["tabindex"] for region in regions} == {"0"}
