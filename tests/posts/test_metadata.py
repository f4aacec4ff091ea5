"""What pages tell machines: where they stand for good, how they want to be shown, what they are."""

import json
from datetime import UTC, datetime

import pytest

from blog.database import utcnow
from blog.extensions import db
from blog.posts.models import Post
from tests.support.browsing import signed_in
from tests.support.factories import a_post, an_account, posts
from tests.support.html import attributes, only, page, texts

BASE = "https://blog.example.org"
DATA = "script[type='application/ld+json']"
COVER = {"path": "/media/cover.webp", "alt": "A quay", "width": 1200, "height": 630, "narrower": []}
HOSTILE = {
    "an end of script": "</script><img src=x onerror=alert(1)>",
    "a comment that begins a script": "<!--<script>alert(1)//",
    "quotes": "\"><svg onload=alert(1)> ' onfocus=x autofocus &quot;",
    "ends of lines for JavaScript": "one\u2028two\u2029three",
    "a template": "{{ 7*7 }} {% raw %}",
}


@pytest.fixture
def visitor(make_app):
    """A visitor of the site under its public name."""
    client = make_app(BLOG_BASE_URL=BASE, BLOG_TITLE='Quay & "Sons" <x>', BLOG_LANGUAGE="de-AT").test_client()
    client.get = lambda address, get=client.get, **options: get(address, base_url=BASE, **options)
    return client


def said(tree, name: str) -> list[str | None]:
    """What a page says under a name: of OpenGraph, or of the others."""
    return attributes(tree, f"head meta[property='{name}'], head meta[name='{name}']", "content")


def canonical(tree) -> str:
    return only(tree, "head link[rel=canonical]").attributes["href"]


def data(tree) -> dict:
    """The page as data."""
    return json.loads(only(tree, f"head {DATA}").text())


@pytest.mark.parametrize(
    "address",
    ["/", "/posts/post-0", "/tags/", "/tags/engines", "/@ada-lovelace", "/about", "/archive",
     "/archive/2015", "/archive/2015/05"],
)  # fmt: skip
def test_every_public_page_says_where_it_stands_and_how_to_show_it(app, visitor, address):
    with app.app_context():
        a_post("Post 0", tags=("Engines",), published_at=datetime(2015, 5, 1, tzinfo=UTC))

    tree = page(visitor.get(address))

    assert canonical(tree) == BASE + address
    assert said(tree, "og:url") == [BASE + address]
    assert said(tree, "og:site_name") == ['Quay & "Sons" <x>']
    assert said(tree, "og:locale") == ["de_AT"]
    for name in ("og:title", "og:description", "og:type"):
        assert len(said(tree, name)) == 1, name
        assert all(said(tree, name)), name
    assert said(tree, "og:description") == said(tree, "description")


@pytest.mark.parametrize("path", ["/", "/tags/engines", "/@ada-lovelace"])
def test_an_older_page_of_a_list_stands_for_itself_and_is_found_by_no_search(app, visitor, path):
    with app.app_context():
        posts(25, tags=("Engines",))
    [older] = attributes(page(visitor.get(path)), ".more a", "href")

    first, second = page(visitor.get(path)), page(visitor.get(f"{path}{older}&loads=1&focus=1"))
    longer = page(visitor.get(path + older.replace("before", "through")))

    assert canonical(second) == f"{BASE}{path}{older}"
    assert said(second, "robots") == ["noindex"]
    assert (canonical(first), canonical(longer)) == (BASE + path, BASE + path)
    assert said(first, "robots") == said(longer, "robots") == []


def test_a_page_with_parameters_that_mean_nothing_has_the_address_without(app, visitor):
    with app.app_context():
        a_post("On quays")

    assert canonical(page(visitor.get("/posts/on-quays?utm_source=news"))) == f"{BASE}/posts/on-quays"


def test_what_is_not_public_says_nothing_of_the_kind(app, client):
    with app.app_context():
        an_account("ada", name="Ada")
        a_post("Draft", draft=True, authors=("Ada",))
    ada = signed_in(app, "ada")

    for visitor, address in (
        (ada, "/posts/draft"),
        (client, "/posts/draft"),
        (ada, "/account"),
        (client, "/x"),
    ):
        tree = page(visitor.get(address))

        assert tree.css(f"link[rel=canonical], meta[property^='og:'], {DATA}") == [], address


def test_a_post_is_shown_elsewhere_with_its_authors_tags_and_cover(app, visitor):
    with app.app_context():
        post = a_post("On `quays`", "Of *stone*.", authors=("Ada", "Mary"), tags=("Looms", "Häfen & Kräne"))
        post.cover, post.language = COVER, "fr"
        db.session.commit()
        moment = post.published_at

    tree = page(visitor.get("/posts/on-quays"))

    assert said(tree, "og:type") == ["article"]
    assert (said(tree, "og:title"), said(tree, "og:description")) == (["On quays"], ["Of stone."])
    assert said(tree, "og:locale") == ["fr"]
    assert said(tree, "og:image") == [f"{BASE}/media/cover.webp"]
    assert said(tree, "og:image:width") + said(tree, "og:image:height") == ["1200", "630"]
    assert said(tree, "og:image:alt") == ["A quay"]
    assert said(tree, "twitter:card") == ["summary_large_image"]
    assert said(tree, "article:author") == [f"{BASE}/@ada", f"{BASE}/@mary"]
    assert said(tree, "article:tag") == ["Looms", "Häfen & Kräne"]
    [published] = said(tree, "article:published_time")
    assert datetime.fromisoformat(published) == moment.replace(microsecond=0)


KEY = "/media/" + "a" * 26
PICTURES = {
    "of a known size": (f'<p><img width="800" height="600" src="{KEY}.webp" alt="a > b"></p>', 1),
    "after others": (
        f'<img src="{KEY}.webp" alt=""><img width="8" height="8" src="https://x.example/y.png" alt="">'
        f'<img width="800" height="600" src="{KEY}.webp" alt="a > b">', 1,
    ),
    "without a size": (f'<img src="{KEY}.webp" alt="">', 0),
    "of a size that nobody measured": (f'<img width="x" height="9" src="{KEY}.webp" alt="">', 0),
    "of an endless size": (f'<img width="{"9" * 5000}" height="9" src="{KEY}.webp" alt="">', 0),
    "as text": (f'<p>&lt;img src="{KEY}.webp"</p>', 0),
    "of another site": ('<img width="9" height="9" src="https://x.example/y.png" alt="">', 0),
    "a drawing": (f'<img width="9" height="9" src="{KEY}.svg" alt="">', 0),
}  # fmt: skip


@pytest.mark.parametrize("case", PICTURES)
def test_without_a_cover_the_first_picture_of_the_text_will_do(app, visitor, case):
    html, count = PICTURES[case]
    with app.app_context():
        a_post("On quays").body.html = html
        db.session.commit()

    tree = page(visitor.get("/posts/on-quays"))

    assert said(tree, "og:image") == [f"{BASE}{KEY}.webp"] * count
    assert said(tree, "og:image:width") == ["800"] * count
    assert said(tree, "og:image:alt") == ["a > b"] * count
    assert said(tree, "twitter:card") == ["summary_large_image" if count else "summary"]


def test_a_post_as_data_says_what_the_page_shows(app, visitor):
    with app.app_context():
        post = a_post("On quays", "Of stone.", authors=("Ada", "Mary"), tags=("Looms",))
        post.cover = COVER
        db.session.commit()
        moment = post.published_at

    found = data(page(visitor.get("/posts/on-quays")))

    assert (found["@context"], found["@type"]) == ("https://schema.org", "BlogPosting")
    assert (found["headline"], found["description"], found["keywords"]) == (
        "On quays",
        "Of stone.",
        ["Looms"],
    )
    assert (found["url"], found["image"]) == (f"{BASE}/posts/on-quays", f"{BASE}/media/cover.webp")
    assert [(author["name"], author["url"]) for author in found["author"]] == [
        ("Ada", f"{BASE}/@ada"), ("Mary", f"{BASE}/@mary")
    ]  # fmt: skip
    assert datetime.fromisoformat(found["datePublished"]) == moment.replace(microsecond=0)
    assert datetime.fromisoformat(found["dateModified"]) >= datetime.fromisoformat(found["datePublished"])
    assert found["inLanguage"] == "de-AT"


def test_the_home_page_as_data_is_the_blog(app, visitor):
    with app.app_context():
        posts(15)
    tree = page(visitor.get("/"))
    [older] = attributes(tree, ".more a", "href")

    found = data(tree)

    assert (found["@type"], found["name"], found["url"]) == (
        ["WebSite", "Blog"],
        'Quay & "Sons" <x>',
        f"{BASE}/",
    )
    assert page(visitor.get(f"/{older}")).css(DATA) == []


@pytest.mark.parametrize("case", HOSTILE)
def test_xss_16_hostile_words_stay_words_in_data_and_in_attributes(app, visitor, case):
    text = HOSTILE[case]
    with app.app_context():
        post = a_post("On quays", authors=("Eve",), tags=("Tag",))
        post.title = post.excerpt = post.authors[0].name = post.tags[0].name = text
        post.cover = {**COVER, "alt": text}
        db.session.commit()

    answer = visitor.get("/posts/on-quays")
    tree, source = page(answer), answer.text.split('<script type="application/ld+json">')

    found = data(tree)
    assert [found["headline"], found["description"], found["author"][0]["name"], found["keywords"]] == [
        text, text, text, [text]
    ]  # fmt: skip
    assert len(source) == 2
    written = source[1].split("</script>")[0]
    assert json.loads(written) == found
    assert not set("<>&\u2028\u2029") & set(written)
    for name in ("og:title", "og:description", "og:image:alt", "article:tag"):
        assert said(tree, name) == [text], name
    assert tree.css("[onerror], [onload], [onfocus], [autofocus], img[src=x]") == []
    for address in ("/tags/tag", "/@eve", "/archive", "/archive/" + str(utcnow().year)):
        other = visitor.get(address)
        assert page(other).css("[onerror], [onload], [onfocus], img[src=x]") == [], address


@pytest.mark.parametrize(
    ("address", "own"),
    [("/", ""), ("/posts/on-quays", ""), ("/tags/engines", "/tags/engines"), ("/@ada", "/@ada")],
)
def test_a_page_leads_to_its_feeds_unseen_and_seen(app, client, address, own):
    with app.app_context():
        a_post("On quays", tags=("Engines",), authors=("Ada",))

    tree = page(client.get(address))

    found = attributes(tree, "head link[type='application/atom+xml']", "href")
    assert found == list(dict.fromkeys([f"{own}/feed.atom", "/feed.atom"]))
    assert attributes(tree, "head link[type='application/feed+json']", "href")[0] == f"{own}/feed.json"
    assert only(tree, "footer a[href='/feed.atom']").text() == "Feed"
    if own:
        assert only(tree, f".list-head a[href='{own}/feed.atom']").text() == "Feed"
    assert {href: client.get(href).status_code for href in found} == dict.fromkeys(found, 200)


def test_a_fragment_brings_none_of_it(app, client):
    with app.app_context():
        a_post("On quays")

    part = client.get("/posts/on-quays", headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert page(part).css(f"meta, link, {DATA}") == []
    assert texts(page(part), "h1") == ["On quays"]


def test_a_post_with_an_old_address_is_known_by_the_new_one_alone(app, visitor):
    with app.app_context():
        a_post("Old name")
        db.session.scalar(db.select(Post)).take_slug("new-name")
        db.session.commit()

    moved = visitor.get("/posts/old-name", follow_redirects=True)

    assert canonical(page(moved)) == f"{BASE}/posts/new-name"
