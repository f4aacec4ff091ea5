"""Where an address leads, in all the ways in which generators let people write it."""

from zoneinfo import ZoneInfo

import pytest

from blog.transfer import sources
from blog.transfer.home import Home
from blog.transfer.resolver import Place, Resolver

FILES = {
    "content/sails.md": '+++\npath = "2015/02/13/Sails-1.0"\ntitle = "Sails"\n+++\nx',
    "content/notes/ropes/index.md": (
        '+++\npath = "notes/2016/01/02/ropes"\naliases = ["old/ropes.html"]\ntitle = "Ropes"\n+++\nx'
    ),
    "content/notes/knots.md": '+++\ntitle = "Knots"\n+++\nx',
    "_posts/2021-08-23-masts.md": "---\ntitle: Masts\n---\nx",
}
OTHERS = [
    "content/notes/ropes/rope.png", "content/notes/tar.jpg", "static/images/mast.svg", "images/deck.gif",
    "content/notes/plan.pdf", "content/notes/a b.png",
]  # fmt: skip
SOURCES = {key: sources.read(key, text.encode(), zone=ZoneInfo("UTC")) for key, text in FILES.items()}
RESOLVER = Resolver(
    [*FILES, *OTHERS], SOURCES.values(), ["content/notes"], Home(host="old.example", base="/journal")
)


def resolve(target: str, key: str = "content/notes/knots.md") -> Place | None:
    return RESOLVER.resolve(target, SOURCES[key])


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("tar.jpg", "content/notes/tar.jpg"),
        ("./tar.jpg", "content/notes/tar.jpg"),
        ("../notes/tar.jpg", "content/notes/tar.jpg"),
        ("ropes/rope.png?raw=true", "content/notes/ropes/rope.png"),
        ("a%20b.png", "content/notes/a b.png"),
        ("a b.png", "content/notes/a b.png"),
        ("/images/mast.svg", "static/images/mast.svg"),
        ("/images/deck.gif", "images/deck.gif"),
        ("/journal/images/deck.gif", "images/deck.gif"),
        ("/notes/2016/01/02/ropes/rope.png", "content/notes/ropes/rope.png"),
        ("https://old.example/journal/images/deck.gif", "images/deck.gif"),
        ("{{ site.baseurl }}/images/deck.gif", "images/deck.gif"),
        ("{{ '/images/deck.gif' | relative_url }}", "images/deck.gif"),
    ],
)
def test_a_picture_is_found_in_the_archive(target, key):
    assert resolve(target) == Place("picture", key)


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("ropes/index.md", "content/notes/ropes/index.md"),
        ("../sails.md", "content/sails.md"),
        ("@/sails.md", "content/sails.md"),
        ("@/notes/ropes/index.md", "content/notes/ropes/index.md"),
        ("/2015/02/13/Sails-1.0", "content/sails.md"),
        ("/2015/02/13/Sails-1.0/", "content/sails.md"),
        ("/2015/02/13/Sails-1.0.html", "content/sails.md"),
        ("https://old.example/2015/02/13/Sails-1.0.html", "content/sails.md"),
        ("http://OLD.example/journal/2015/02/13/Sails-1.0.html", "content/sails.md"),
        ("/old/ropes.html", "content/notes/ropes/index.md"),
        ("/notes/knots/", "content/notes/knots.md"),
        ("/2021/08/23/masts.html", "_posts/2021-08-23-masts.md"),
        ("{% post_url 2021-08-23-masts %}", "_posts/2021-08-23-masts.md"),
        ("{{ site.baseurl }}{% post_url 2021-08-23-masts %}", "_posts/2021-08-23-masts.md"),
        ("{% link _posts/2021-08-23-masts.md %}", "_posts/2021-08-23-masts.md"),
        ('{{< ref "knots.md" >}}', "content/notes/knots.md"),
        ('{{% relref "knots" %}}', "content/notes/knots.md"),
    ],
)
def test_a_post_is_found_by_every_address_it_had(target, key):
    assert resolve(target) == Place("post", key)


def test_the_place_in_a_post_is_kept():
    assert resolve("@/sails.md#top") == Place("post", "content/sails.md", "top")


def test_an_address_relative_to_the_page_as_it_was_served_is_found():
    assert resolve("../../../../2015/02/13/Sails-1.0", "content/notes/ropes/index.md") == Place(
        "post", "content/sails.md"
    )
    assert resolve("ropes", "content/notes/ropes/index.md") == Place("post", "content/notes/ropes/index.md")


@pytest.mark.parametrize("target", ["/notes/", "@/notes/_index.md", "https://old.example/notes"])
def test_a_section_is_found(target):
    assert resolve(target) == Place("section", "content/notes")


def test_a_missing_picture_and_another_file_are_told_apart():
    assert resolve("gone.png") == Place("missing", "gone.png")
    assert resolve("/images/gone.png") == Place("missing", "/images/gone.png")
    assert resolve("plan.pdf") == Place("file", "content/notes/plan.pdf")


@pytest.mark.parametrize(
    "target",
    ["", "#top", "?q=1", "https://example.org/2015/02/13/Sails-1.0.html", "https://old.example/gone.png",
     "//other/x.png", "mailto:a@b.c", "javascript:alert(1)", "gone.md", "/gone/", "../../../../etc/passwd", "http://[broken",
     "{% post_url 2000-01-01-gone %}"],
)  # fmt: skip
def test_what_lies_elsewhere_is_nothing(target):
    assert resolve(target) is None
