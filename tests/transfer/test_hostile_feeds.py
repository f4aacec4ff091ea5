"""A feed reader's collection of hostile HTML, brought in as the posts of a blog."""

from html import unescape
from zipfile import ZipFile

import yaml

from blog.extensions import db
from blog.posts.models import Post, PostBody
from tests.lib.oracle import dangers
from tests.lib.shared import shared
from tests.support.html import page


def test_inj_12_all_of_a_feed_readers_hostile_feeds_become_harmless_posts(app, client, bring, zipped):
    with ZipFile(shared("data/sanitize-feedparser.zip")) as archive:
        feeds = {
            name: archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if name.endswith(".xml")
        }
    files = {}
    for name, feed in feeds.items():
        html = unescape(feed)
        front = {"title": html[-250:], "date": "2020-01-01", "description": html[-400:], "draft": False}
        files[f"{name}.md"] = f"---\n{yaml.safe_dump(front)}---\n\n{html}\n"

    output = bring(zipped(files))

    assert len(feeds) == 745
    assert output.splitlines()[-1].startswith("745 created, 0 updated, 0 unchanged, 0 kept")
    with app.app_context():
        rows = db.session.execute(
            db.select(Post.id, Post.slug, PostBody.html, PostBody.headings).join(PostBody)
        ).all()
    assert len(rows) == 745
    found = {row.slug: bad for row in rows if (bad := dangers(row.html, [id for _, id, _ in row.headings]))}
    assert found == {}
    for row in rows[::50]:
        article = page(client.get(f"/posts/{row.slug}")).css_first("article")
        assert dangers(article.html, [f"post-{row.id}", *(id for _, id, _ in row.headings)]) == []
