"""Links are found and led elsewhere in every form that Markdown has, and code is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.markdown.parser import PARSER
from blog.transfer import links

NEW = "/media/new.webp"


def led(source: str, old: str = "old.png", new: str = NEW) -> str:
    """Return the text with each link to `old` outside code led to `new`."""
    found = links.outside_code(source, links.candidates(source))
    return links.led_elsewhere(source, [(link, new) for link in found if link.target == old])


@pytest.mark.parametrize(
    "source",
    [
        "[x](old.png)",
        "![x](old.png)",
        '![x](old.png "A title")',
        "![x]( old.png )",
        "![x](<old.png>)",
        "[![x](old.png)](https://example.org)",
        "[ref]: old.png",
        '[ref]: <old.png> "A title"',
        "> [ref]: old.png",
        "- [ref]: old.png",
        "[ref]:\n  old.png",
        '<img src="old.png">',
        "<img alt='a' src='old.png'>",
        "<a class=x href=old.png>x</a>",
        '<p>\n<img\n  src = "old.png" />',
        "| a |\n|---|\n| ![x](old.png) |",
        "* `code` and ![x](old.png)",
        "Some \\`text ![x](old.png) and \\` more",
        "a ``` unclosed ![x](old.png)",
    ],
)
def test_a_link_is_led_elsewhere_and_nothing_else_changes(source):
    assert led(source) == source.replace("<old.png>", NEW).replace("old.png", NEW)


@pytest.mark.parametrize(
    "source",
    [
        "```\n![x](old.png)\n```",
        "~~~md\n[ref]: old.png\n~~~",
        "    ![x](old.png)",
        "`![x](old.png)`",
        "`` a ` ![x](old.png) ``",
        "- item\n\n      ![x](old.png)",
        "> ```\n> ![x](old.png)\n> ```",
        "\\[x\\](old.png)",
        "old.png",
        "[x](other-old.png)",
        "[x](old.png.zip)",
        "[^note]: old.png is gone",
    ],
)
def test_code_and_plain_text_stay(source):
    assert led(source) == source


@pytest.mark.parametrize(
    ("source", "led_to"),
    [
        ('`<img src="old.png">\\`', '`<img src="old.png">\\`'),  # a backslash means nothing in code
        ("\\`![x](old.png)`", f"\\`![x]({NEW})`"),  # this one is no code
        ("\\\\`![x](old.png)`", "\\\\`![x](old.png)`"),  # an escaped backslash, then code
        ("\\``![x](old.png)`", "\\``![x](old.png)`"),  # an escaped backtick, then code
        ("\\``![x](old.png)``", f"\\``![x]({NEW})``"),
    ],
)
def test_backslashes_before_backticks(source, led_to):
    assert led(source) == led_to
    assert code(led(source)) == code(source)


def test_several_links_are_led_elsewhere_in_one_text():
    source = "![a](old.png) `![b](old.png)` ![c](old.png)"

    assert led(source) == f"![a]({NEW}) `![b](old.png)` ![c]({NEW})"


def test_an_address_in_angle_brackets_keeps_its_text():
    old = "https://old.example/sails"

    assert led(f"See <{old}>.", old, "/posts/sails") == f"See [{old}](/posts/sails)."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("[x](a%20b.png)", "a%20b.png"),
        ("[x](<a b.png>)", "a b.png"),
        ("[x](a_\\(1\\).png)", "a_(1).png"),
        ("[x](a_(1).png)", "a_(1).png"),
        ("[x](a.png?b&amp;c)", "a.png?b&c"),
        ('<a href="a.png?b&amp;c">', "a.png?b&c"),
        ("[x]({% post_url 2021-08-23-sails %}#top)", "{% post_url 2021-08-23-sails %}#top"),
        ("![x]({{ site.baseurl }}/a.png)", "{{ site.baseurl }}/a.png"),
        ('[x]({{< relref "a.md" >}})', '{{< relref "a.md" >}}'),
    ],
)
def test_the_target_is_decoded_as_its_syntax_demands(source, target):
    assert [link.target for link in links.candidates(source)] == [target]


PIECES = st.sampled_from(
    ["`", "``", "```", "~~~", "\n", "\n\n", "    ", "> ", "- ", "![x](old.png)", "[ref]: old.png", "text ",
     "\\", "<p>", '<img src="old.png">', "[x][ref]", "|", "(", ")", "[", "]"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_the_text_its_code_stays(source):
    assert code(led(source)) == code(source)


def code(source: str) -> list[str]:
    tokens = PARSER.parse(source)
    inline = [child for token in tokens for child in token.children or []]
    return [
        token.content for token in tokens + inline if token.type in ("fence", "code_block", "code_inline")
    ]
