"""One file becomes the post that its writer meant, whichever generator it was written for."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.transfer import sources
from blog.transfer.errors import FileError

ZONE = ZoneInfo("UTC")


def source(text: str | bytes, key: str = "sails.md", **options) -> sources.Source:
    data = text if isinstance(text, bytes) else text.encode()
    return sources.read(key, data, zone=ZONE, **options)


def yaml(*lines: str, key: str = "sails.md") -> sources.Source:
    return source("\n".join(["---", *lines, "---", "Body"]), key)


def test_a_jekyll_post_is_read():
    post = yaml("title: On sails", "author: Ada", "tags: [wind]", key="_posts/2021-08-23-sails.md")

    assert (post.title, post.body, post.authors, post.tags) == ("On sails", "Body", ("Ada",), ("wind",))
    assert (post.wish, post.date, post.draft) == ("sails", datetime(2021, 8, 23, tzinfo=UTC), False)


def test_a_zola_post_is_read():
    post = source(
        '+++\ntitle = "On sails"\npath = "2014/12/12/1.0-Sails"\nauthors = ["Ada", "Mary"]\n'
        'aliases = ["old/sails.html"]\n[taxonomies]\ntags = ["wind"]\n+++\nBody',
        "content/notes/sails.md",
    )

    assert (post.wish, post.date) == ("1-0-sails", datetime(2014, 12, 12, tzinfo=UTC))
    assert (post.authors, post.tags, post.section) == (("Ada", "Mary"), ("wind",), "content/notes")
    assert {"2014/12/12/1.0-Sails", "2014/12/12/1.0-Sails.html", "old/sails.html"} <= set(post.addresses)


def test_a_hugo_post_is_read():
    post = yaml(
        "title: On sails", "date: 2021-08-23T10:00:00Z", "draft: true", "slug: all-sails", "aliases: [/old/]",
        "lastmod: 2022-01-01", "description: Short.", key="content/posts/sails/index.md",
    )  # fmt: skip

    assert (post.wish, post.draft, post.section, post.summary) == ("all-sails", True, "", "Short.")
    assert (post.addresses, post.updated) == (("old",), datetime(2022, 1, 1, tzinfo=UTC))
    assert "posts/all-sails" in post.guesses


def test_a_text_without_front_matter_takes_its_title_from_the_first_heading():
    post = source("# On *sails*\n\nBody")

    assert (post.title, post.body, post.wish, post.date) == ("On sails", "Body", "sails", None)


def test_a_heading_further_down_stays_in_the_body():
    post = source("First.\n\nOn sails\n========\n\nBody")

    assert (post.title, post.body) == ("On sails", "First.\n\nOn sails\n========\n\nBody")


def test_a_text_without_any_heading_is_called_after_its_file():
    assert source("Body", "2021-08-23-on_old-sails.md").title == "On old sails"


@pytest.mark.parametrize(
    ("line", "draft"),
    [("draft: true", True), ("draft: yes", True), ("draft: false", False), ("published: false", True),
     ("published: true", False), ("published: 2021-08-23", False)],
)  # fmt: skip
def test_drafts_are_told_by_their_flags(line, draft):
    assert yaml("title: Sails", line).draft is draft


def test_what_lies_in_jekylls_folder_of_drafts_is_a_draft():
    assert yaml("title: Sails", key="_drafts/sails.md").draft


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        (["tags: dolor Simet-Amet"], ("dolor", "Simet-Amet")),
        (["tags: north wind, west wind"], ("north wind", "west wind")),
        (["tags: [north wind, 2021]"], ("north wind", "2021")),
        (["tag: Lorem Ipsum"], ("Lorem Ipsum",)),
        (["category: News", "categories: Posts Articles", "tag: x"], ("News", "Posts", "Articles", "x")),
        (["tags:"], ()),
    ],
)
def test_tags_and_categories_are_texts_or_lists(lines, tags):
    assert yaml("title: Sails", *lines).tags == tags


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["author: Ada"], ("Ada",)),
        (["authors: [Ada, Mary, Ada]"], ("Ada", "Mary")),
        (["authors:", "  - name: Ada", "    link: x", "  - name: Mary"], ("Ada", "Mary")),
        (["author:", "  name: Ada"], ("Ada",)),
        (["author:   Ada    Lovelace "], ("Ada Lovelace",)),
        (["extra:", "  author: Ada"], ("Ada",)),
        ([], ("The editors",)),
    ],
)
def test_every_author_is_kept_in_order(lines, authors):
    text = "\n".join(["---", "title: Sails", *lines, "---", "Body"])

    assert source(text, author="The editors").authors == authors


def test_without_author_there_is_none():
    assert yaml("title: Sails").authors == ()


@pytest.mark.parametrize(
    ("lines", "wish"),
    [
        (["slug: Chosen.One", "permalink: /a/b/"], "chosen-one"),
        (["basename: custom-basename"], "custom-basename"),
        (["permalink: /writing/b.html"], "b"),
        (["url: /writing/c/index.html"], "c"),
        (["permalink: /:year/:title/"], "sails"),
        ([], "sails"),
    ],
)
def test_the_slug_is_what_is_said_most_clearly(lines, wish):
    assert yaml("title: On sails", *lines, key="2021-08-23-sails.md").wish == wish


def test_an_index_page_without_a_folder_is_called_after_its_title():
    assert yaml("title: On sails", key="index.md").wish == "on-sails"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    post = source(b"\xef\xbb\xbf---\r\ntitle: Sails\r\n---\r\nOne\r\n\r\nTwo\r\n")

    assert (post.title, post.body) == ("Sails", "One\n\nTwo")


def test_an_html_page_with_front_matter_is_a_post_and_its_indentation_no_code():
    post = source(
        "---\ntitle: Sails\n---\n<div>\n\n      <p>One</p>\n<pre>\n    x\n</pre>\n    </div>", "a.html"
    )

    assert post.body == "<div>\n\n<p>One</p>\n<pre>\n    x\n</pre>\n</div>"


def test_jekylls_tags_around_code_become_a_fence():
    post = source(
        "---\ntitle: x\n---\n{% highlight ruby linenos %}\na = 1\n{% endhighlight %}\n"
        "{% raw %}{{ b }}{% endraw %}"
    )

    assert post.body == "~~~ruby\na = 1\n~~~\n{{ b }}"


def test_a_title_that_is_too_long_is_cut_and_names_and_tags_too():
    post = yaml(f"title: {'x' * 400}", f"author: {'y' * 400}", f"tags: [{'z' * 400}]")

    assert (len(post.title), len(post.authors[0]), len(post.tags[0])) == (300, 120, 80)
    assert post.title.endswith("x…")


def test_half_characters_and_nul_in_escapes_cannot_come_in():
    assert yaml('title: "a\\0b \\ud800 c"').title == "a b ? c"


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        (b"caf\xe9", "a.md", "not UTF-8"),
        ("a\0b", "a.md", "NUL"),
        ("x" * 200_001, "a.md", "200,001 characters"),
        ("---\ntitle: [a]\n---\nx", "a.md", "its title is not a text"),
        ("---\ntitle: a\ndraft: perhaps\n---\nx", "a.md", "its draft is neither true nor false"),
        ("---\ntitle: a\nauthors: [[b]]\n---\nx", "a.md", "its authors is not a text"),
        ("---\ntitle: a\ndate: soon\n---\nx", "a.md", "its date, 'soon', is not a date"),
        ("---\nlayout: home\n---\n", "a.md", "a page without title and text"),
        ("---\nlayout: page\ntitle: About\n---\nx", "a.md", "a page, not a post"),
        ("<p>x", "a.html", "an HTML page without front matter"),
        ("# Read me", "README.md", "about the files themselves"),
        ("x", "a/" * 300 + "b.md", "its path is longer than 500"),
    ],
)  # fmt: skip
def test_what_cannot_become_a_post_is_refused_with_the_reason(text, key, reason):
    with pytest.raises(FileError, match=reason):
        source(text, key)


@pytest.mark.parametrize(
    ("line", "language"), [("lang: pt_BR", "pt-BR"), ("language: de", "de"), ("lang: <x>", None)]
)
def test_a_language_is_kept_if_it_is_one(line, language):
    assert yaml("title: Sails", line).language == language


def test_a_date_of_change_that_is_none_is_no_reason_to_lose_a_post():
    assert yaml("title: Sails", "lastmod: :git").updated is None
