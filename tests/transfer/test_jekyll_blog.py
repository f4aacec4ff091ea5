"""Real posts of Jekyll, where they lie beside this project."""

import pytest

from tests.support.html import attributes, page, texts
from tests.support.server import ROOT

BLOG = ROOT.parent / "shared" / "data" / "jekyll"

pytestmark = pytest.mark.skipif(not BLOG.exists(), reason="needs ../shared/data/jekyll")


def test_every_post_is_read(bring, client):
    output = bring(BLOG)

    assert output.endswith("13 created, 0 updated, 0 unchanged, 0 kept, 0 skipped.\n")
    titles = {
        "alt-date-format": "This has no zero before month and day",
        "basic": "Basic HTML Post",
        "custom-basename": "This post has 'basename' frontmatter",
        "my-first-post": "My first post",
        "unquoted-date": "Unquoted Date",
    }
    for slug, title in titles.items():
        assert texts(page(client.get(f"/posts/{slug}")), "article h1") == [title]
    assert client.get("/posts/published-false").status_code == 404


def test_tags_and_categories_are_tags(bring, client):
    bring(BLOG)

    addresses = attributes(page(client.get("/tags/")), 'main a[href^="/tags/"]', "href")

    names = "news posts articles lorem-ipsum dolor simet-amet some-word cat photos".split()
    assert sorted(addresses) == sorted(f"/tags/{name}" for name in names)
