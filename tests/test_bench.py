"""The benchmark's generator and its table; how long anything takes is not asserted here."""

from urllib.parse import urlsplit

import pytest

from blog.extensions import db
from blog.posts.models import Post, Tag
from blog.web.assets import Assets
from ops.bench import filling, report, weights
from tests.support.html import only, page, texts
from tests.support.server import serving


@pytest.fixture
def site(app, client):
    with app.app_context():
        filling.fill(db.engine, 30)
    return client


def test_generated_posts_fill_the_list_and_its_later_pages(site):
    first = page(site.get("/"))
    second = page(site.get("/" + only(first, ".more a").attributes["href"]))

    assert len(first.css("article.card")) == len(second.css("article.card")) == 10
    assert not set(texts(first, "article h2")) & set(texts(second, "article h2"))


def test_a_generated_post_has_a_text_an_author_and_tags(site):
    address = page(site.get("/")).css_first("article h2 a").attributes["href"]

    post = page(site.get(address))

    assert only(post, "article .prose").css("h2 + p")
    assert post.css("article .byline a[href^='/@']")
    assert post.css("article .tags a[href^='/tags/']")


def test_the_stored_counts_of_generated_tags_are_right(site, app):
    with app.app_context():
        tags = db.session.scalars(db.select(Tag)).all()
        posts = db.session.scalars(db.select(Post)).all()
        carried = [tag.id for post in posts for tag in post.tags]

    assert {tag.id: tag.post_count for tag in tags} == {tag.id: carried.count(tag.id) for tag in tags}


def test_the_report_gives_medians_ranges_and_ratios():
    samples = {
        "constant": [report.Sample(cpu, rate=4000, p50=0.5, p99=2, size=20_000) for cpu in (0.2, 0.25, 0.6)],
        "home": [report.Sample(cpu, rate=5000, p50=0.4, p99=1, size=2_800) for cpu in (0.25, 0.2, 0.3)],
    }

    head, *lines = report.table(samples, yardstick="constant", wanted={"home": "cheap"}).splitlines()

    assert head.split() == "CPU ms a request ratio wanted requests/s p50 ms p99 ms bytes".split()
    assert [line.split() for line in lines] == [
        "constant 0.250 (0.200-0.600) 1.00 (1.00-1.00) 4,000 0.50 2.00 20,000".split(),
        "home 0.250 (0.200-0.300) 0.80 (0.50-1.25) cheap 5,000 0.40 1.00 2,800".split(),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_first_visit_weighs_what_its_page_names(app, environ):
    with app.app_context():
        filling.fill(db.engine, 30)
        path = f"/posts/{db.session.scalar(db.select(Post.slug).limit(1))}"

    with serving(environ) as url:
        port = urlsplit(url).port
        home, post = weights.weigh(port, "/", {}), weights.weigh(port, path, {})

    sizes = {name: len(asset.zipped or asset.body) for name, asset in Assets()._by_name.items()}
    assert home["styles"] == post["styles"] == sizes["site.css"]
    assert home["scripts"] == sizes["htmx.js"]
    assert (home["font"], post["font"]) == (0, sizes["newsreader.woff2"])
    assert 1000 < home["page"] < 20_000
    head, line, _ = weights.table({"home": home, "post": post}).splitlines()
    assert head.split()[-1] == "all"
    assert line.split()[-1] == f"{sum(home.values()):,}"
