"""What an archive tells about the site that it comes from, and what its links tell."""

from zoneinfo import ZoneInfo

import pytest

from blog.transfer import archive, blogs, home, sources
from blog.transfer.home import Home
from blog.transfer.resolver import Place

ZONE = ZoneInfo("UTC")


URL = "https://old.example"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("config.toml", 'base_url = "https://Old.example"', Home("old.example")),
        ("hugo.toml", f'baseURL = "{URL}/log/"\n[permalinks]\nposts = "x"', Home("old.example", "/log")),
        ("_config.yml", f"url: {URL}\nbaseurl: /log\npermalink: none", Home("old.example", "/log", "none")),
        ("config.yaml", "baseurl: http://old.example:8080/", Home("old.example")),
        ("_config.yml", "url: [broken", Home()),
        ("_config.yml", "permalink: [1]", Home()),
        ("config.toml", "title = 1", Home()),
    ],
)
def test_the_configuration_of_a_generator_names_the_site(folder, name, text, expected):
    with archive.opened(folder({name: text, "content/a.md": "x"})) as files:
        assert home.described(files) == expected


def linking(number: int, body: str) -> sources.Source:
    text = f'+++\npath = "2020/01/0{number}/post"\n+++\n{body}'
    return sources.read(f"{number}.md", text.encode(), zone=ZONE)


def test_the_host_under_which_posts_link_to_each_other_is_theirs():
    body = " ".join(f"https://old.example/2020/01/0{number}/post.html" for number in (1, 2, 3))

    assert (
        home.host_in_links([linking(n, body + " https://example.org/2020/01/01/post") for n in (1, 2, 3)])
        == "old.example"
    )


def test_a_host_with_the_same_address_by_chance_is_not():
    posts = [
        linking(n, "https://example.org/2020/01/01/post https://example.org/2020/01/02/post")
        for n in (1, 2, 3)
    ]

    assert home.host_in_links(posts) == ""


def test_full_links_to_the_old_site_lead_to_its_posts(folder):
    files = {
        "config.toml": 'base_url = "https://old.example"',
        "content/a.md": "+++\ntitle = 'A'\n+++\n[b](https://old.example/b/) [c](https://example.org/b/)",
        "content/b.md": "+++\ntitle = 'B'\n+++\nx",
    }

    with archive.opened(folder(files)) as opened:
        blog = blogs.read(opened, ZONE)

    assert [place for entry in blog.entries for _, place in entry.targets] == [Place("post", "content/b.md")]


def test_a_section_is_called_by_its_own_page_or_after_its_folder(folder):
    files = {
        "content/north-wind/_index.md": "+++\ntitle = 'The North Wind Blog'\n+++\n",
        "content/north-wind/a.md": "x",
        "content/old_sails/b.md": "x",
        "content/c.md": "x",
    }

    with archive.opened(folder(files)) as opened:
        sections = blogs.read(opened, ZONE).sections

    assert sections == {"content/north-wind": "The North Wind", "content/old_sails": "Old Sails"}
