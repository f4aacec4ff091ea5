"""A real blog of Zola, where it lies beside this project: 750 posts by many authors, with pictures."""

import re
import shutil
import time
from dataclasses import dataclass
from posixpath import dirname, join, normpath

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from blog import create_app
from blog.config import Settings
from blog.extensions import db
from blog.media.models import Media
from blog.posts.feeds.absolute import absolute
from blog.posts.models import Alias, Authorship, Post, PostBody, Tag
from blog.transfer import archive
from blog.web import filters
from tests.conftest import SECRET_KEY
from tests.support import feeds
from tests.support.server import ROOT

BLOG = ROOT.parent / "shared" / "data" / "markdown-rust-blog.zip"

pytestmark = pytest.mark.skipif(not BLOG.exists(), reason="needs ../shared/data/markdown-rust-blog.zip")


@dataclass
class Imported:
    """A site after its import: what that printed, and the seconds it took."""

    app: Flask
    output: str
    seconds: float


@pytest.fixture(scope="module")
def imported(sqlite_template, tmp_path_factory):
    """The blog, imported once for all tests here."""
    folder = tmp_path_factory.mktemp("rust")
    shutil.copy(sqlite_template, folder / "blog.db")
    app = create_app(Settings.load({"BLOG_DATA_DIR": str(folder), "BLOG_SECRET_KEY": SECRET_KEY}))
    app.config["RUN_JOBS"] = False
    start = time.monotonic()
    result = app.test_cli_runner().invoke(args=["import", str(BLOG)])
    seconds = time.monotonic() - start
    assert result.exit_code == 0, result.output
    yield Imported(app, result.output, seconds)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(imported):
    """The imported site, open for questions to its database."""
    with imported.app.app_context():
        yield imported


def bodies(column) -> list[tuple[str, LexborHTMLParser]]:
    """Every post's text, parsed, with one of the post's columns."""
    rows = db.session.execute(db.select(column, PostBody.html).join_from(Post, PostBody))
    return [(value, LexborHTMLParser(html)) for value, html in rows]


def test_all_posts_are_there_within_a_minute(site, capsys):
    with capsys.disabled():
        print(f"\nThe Rust blog was imported in {site.seconds:.1f} s.")

    assert site.output.endswith("750 created, 0 updated, 0 unchanged, 0 kept, 4 skipped.\n")
    assert db.session.scalar(db.select(db.func.count()).select_from(Post)) == 750
    assert site.seconds < 180  # on a busy machine


def test_several_authors_are_all_kept(site):
    several = db.select(Authorship.post_id).group_by(Authorship.post_id).having(db.func.count() > 1)

    assert len(db.session.scalars(several).all()) == 8


def test_slugs_are_plain_and_dates_come_from_paths(site):
    posts = db.session.scalars(db.select(Post)).all()

    assert all(re.fullmatch("[a-z0-9-]+", post.slug) for post in posts)
    assert {post.published_at.year for post in posts} == set(range(2014, 2027))


def test_the_section_is_a_tag(site):
    tags = db.session.scalars(db.select(Tag)).all()

    assert [(tag.slug, tag.name, tag.post_count > 300) for tag in tags] == [
        ("inside-rust", "Inside Rust", True)
    ]


def test_old_addresses_answer_with_the_new_ones(site):
    client = site.app.test_client()
    rows = db.session.execute(db.select(Alias.path, Post.slug).join(Post).order_by(Alias.path)).all()

    answers = [(client.get(f"/{path}"), slug) for path, slug in rows[::10]]

    assert len(rows) > 2000
    assert all(answer.status_code == 301 and answer.location == f"/posts/{slug}" for answer, slug in answers)


def test_no_link_leads_into_the_archive_or_nowhere(site):
    with archive.opened(BLOG) as files:
        names = set(files.names)
    here = {media.path for media in db.session.scalars(db.select(Media))}
    here |= {f"/posts/{slug}" for slug in db.session.scalars(db.select(Post.slug))}

    led = [
        (key, node.attributes.get("src") or node.attributes.get("href") or "")
        for key, tree in bodies(Post.source_key)
        for node in tree.css("img, a")
    ]

    assert len(led) > 10_000
    assert not [(key, to) for key, to in led if normpath(join(dirname(key), to)) in names]
    own = [to.partition("#")[0] for _, to in led if re.match("/(media|posts)/", to)]
    assert len(own) > 1000
    assert set(own) <= here


def test_anchors_inside_posts_and_between_them_arrive(site):
    trees = {f"/posts/{slug}": tree for slug, tree in bodies(Post.slug)}
    ids = {at: {node.attributes["id"] for node in tree.css("[id]")} for at, tree in trees.items()}
    links = [
        (at, node.attributes["href"] or "") for at, tree in trees.items() for node in tree.css("a[href]")
    ]

    parts = [(at, *link.partition("#")) for at, link in links if "#" in link]
    arrive = [place in ids[page or at] for at, page, _, place in parts if (page or at) in ids]

    assert len(arrive) > 4000
    assert sum(arrive) / len(arrive) > 0.98  # some were broken where they come from


def test_a_second_import_changes_nothing(site):
    result = site.app.test_cli_runner().invoke(args=["import", str(BLOG)])

    assert result.output.endswith("0 created, 0 updated, 750 unchanged, 0 kept, 4 skipped.\n")


def test_the_newest_posts_read_back_from_both_feeds_as_their_pages_show_them(site):
    client = site.app.test_client()
    shown = dict(bodies(Post.slug))

    atom = client.get("/feed.atom")
    feed, document = feeds.read(atom), client.get("/feed.json").json

    assert not feed.bozo
    assert feeds.atom_problems(atom) == feeds.json_problems(document) == []
    assert [entry.link for entry in feed.entries] == [item["url"] for item in document["items"]]
    for entry, item in zip(feed.entries, document["items"], strict=True):
        tree, page = feeds.html_of(entry), shown[entry.link.rpartition("/")[2]]
        found = [each.body.text().strip() for each in (tree, page, feeds.html_of(item))]
        assert found == [found[0]] * 3, entry.link
        assert all(feeds.WHOLE.fullmatch(address) for address in feeds.addresses_in(tree)), entry.link
        assert len(feeds.addresses_in(tree)) == len(feeds.addresses_in(page)), entry.link
        assert [node.attributes["id"] for node in tree.css("[id]")] == [
            node.attributes["id"] for node in page.css("[id]")
        ]
    newest = db.select(Post.title).order_by(Post.published_at.desc(), Post.id.desc()).limit(20)
    assert [entry.title for entry in feed.entries] == [
        filters.plain(title) for title in db.session.scalars(newest)
    ]


def test_the_text_of_every_post_stays_itself_with_whole_addresses(site):
    for slug, html in db.session.execute(db.select(Post.slug, PostBody.html).join_from(Post, PostBody)):
        tree = LexborHTMLParser(absolute(html, f"https://blog.example.org/posts/{slug}"))
        stored = LexborHTMLParser(html)

        assert tree.body.text() == stored.body.text(), slug
        assert [node.tag for node in tree.css("*")] == [node.tag for node in stored.css("*")], slug
        assert [to for to in feeds.addresses_in(tree) if not feeds.WHOLE.fullmatch(to)] == [], slug
