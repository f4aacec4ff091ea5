"""Feeds of the site, a tag and an author: as their readers see them, and what they promise."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from blog.database import utcnow
from blog.extensions import db
from blog.lib import markdown
from blog.lib.srcset import Size
from blog.posts.feeds import selection
from blog.posts.models import Post
from tests.support.factories import a_post, a_tag, an_account, posts
from tests.support.feeds import addresses_in, atom_problems, html_of, json_problems, read
from tests.support.html import attributes, only, page, texts

BASE = "https://blog.example.org"
FEEDS = ("/feed", "/tags/engines/feed", "/@ada-lovelace/feed")
FORMS = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}
EVERY_FEED = [f"{path}.{form}" for path in FEEDS for form in FORMS]
every_feed = pytest.mark.parametrize("address", EVERY_FEED)
HOSTILE = {
    "markup": "<x>bold</x> & <b>brave</b>",
    "an end of CDATA": "]]><x>",
    "an entity": "&amp;lt; &#60; &nbsp;",
    "control characters": "bell\x07, escape\x1b, \ufffe and \x0b tab",
    "an end of script": "</script><img src=x onerror=alert(1)>",
}


@pytest.fixture
def elsewhere(make_app):
    """A visitor of the same site under its public name."""
    client = make_app(BLOG_BASE_URL=BASE).test_client()
    client.get = lambda address, get=client.get, **options: get(address, base_url=BASE, **options)
    return client


def test_the_20_newest_posts_stand_in_the_feed_as_their_pages_show_them(app, client):
    with app.app_context():
        posts(25, body="Some *words*.\n\n- one\n- two")

    feed = read(client.get("/feed.atom"))

    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [f"Post {n}" for n in reversed(range(5, 25))]
    for entry in feed.entries:
        tree = page(client.get(entry.link.removeprefix("http://127.0.0.1:5000")))
        assert texts(tree, "main h1") == [entry.title]
        assert moments(attributes(tree, ".byline time", "datetime")) == moments([entry.published])
        assert only(html_of(entry), "body").inner_html.strip() == only(tree, ".prose").inner_html.strip()


def moments(written: list[str]) -> list[datetime]:
    """Read moments as they are written in XML and HTML; fractions of seconds are in neither."""
    return [datetime.fromisoformat(text).astimezone(UTC) for text in written]


@every_feed
def test_both_formats_hold_the_same_posts_and_break_no_rule(app, client, address):
    with app.app_context():
        posts(3, tags=("Engines",))

    atom = client.get(address.replace(".json", ".atom"))
    document = client.get(address.replace(".atom", ".json")).json

    assert atom_problems(atom) == json_problems(document) == []
    assert [(entry.id, entry.link, entry.title) for entry in read(atom).entries] == [
        (item["id"], item["url"], item["title"]) for item in document["items"]
    ]
    assert len(document["items"]) == 3


def test_a_tag_s_and_an_author_s_feed_hold_their_posts_only(app, client):
    with app.app_context():
        a_post("Hers", tags=("Engines",))
        a_post("His", authors=("Charles Babbage",), tags=("Looms",))
        a_post("Theirs", authors=("Charles Babbage", "Ada Lovelace"), tags=("Looms", "Engines"))

    found = {address: read(client.get(f"{address}.atom")) for address in FEEDS}

    titles = {at: sorted(entry.title for entry in feed.entries) for at, feed in found.items()}
    assert titles == dict(zip(FEEDS, (["Hers", "His", "Theirs"], *[["Hers", "Theirs"]] * 2), strict=True))
    assert [feed.feed.title for feed in found.values()] == [
        "Quire",
        "Engines · Quire",
        "Ada Lovelace · Quire",
    ]
    links = {
        link.rel: link.href for link in found["/tags/engines/feed"].feed.links if "json" not in link.type
    }
    assert links["alternate"] == "http://127.0.0.1:5000/tags/engines"
    assert links["self"] == "http://127.0.0.1:5000/tags/engines/feed.atom"


TEXT = """\
## A part

[here](#a-part), [there](/posts/there#x), [beside](other?a=1&b=2), [out](//other.example/x)
and [mail](mailto:a@b.example).

![Quay](/media/aaaaaaaaaaaaaaaaaaaaaaaaaa.webp)

A note.[^1]

[^1]: Below.
"""
QUAY = "/media/aaaaaaaaaaaaaaaaaaaaaaaaaa.webp"


def test_every_address_in_a_text_is_whole_and_places_on_the_page_lead_there(app, elsewhere):
    with app.app_context():
        post = a_post("On quays")
        rendered = markdown.render(TEXT, prefix="p1-", pictures={QUAY: Size(1600, 900, (480, 960))})
        post.set_text(TEXT, rendered)
        db.session.commit()

    [entry] = read(elsewhere.get("/feed.atom")).entries
    [item] = elsewhere.get("/feed.json").json["items"]

    found = addresses_in(html_of(entry))
    assert found == addresses_in(html_of(item))
    at = f"{BASE}/posts/on-quays"
    stem = f"{BASE}/media/aaaaaaaaaaaaaaaaaaaaaaaaaa"
    assert found[1:] == [
        f"{at}#p1-a-part", f"{BASE}/posts/there#x", f"{BASE}/posts/other?a=1&b=2",
        "https://other.example/x", "mailto:a@b.example", f"{at}#p1-fn1", f"{at}#p1-fnref1",
        f"{stem}.webp", f"{stem}-480.webp", f"{stem}-960.webp", f"{stem}.webp",
    ]  # fmt: skip
    assert found[0] == f"{at}#p1-a-part"  # of the heading itself
    assert item["url"] == entry.link == at


def test_an_entry_says_who_wrote_it_what_it_is_about_and_in_which_language(app, client):
    with app.app_context():
        post = a_post("Hafen", "Viel los.", authors=("Ada", "Mary"), tags=("Häfen & Kräne", "Looms"))
        post.language = "de"
        post.cover = {"path": QUAY, "alt": "Quay", "width": 9, "height": 9, "narrower": []}
        db.session.commit()

    [entry] = read(client.get("/feed.atom")).entries
    [item] = client.get("/feed.json").json["items"]

    assert [author.name for author in entry.authors] == ["Ada", "Mary"]
    assert [author.href for author in entry.authors] == [author["url"] for author in item["authors"]]
    assert item["authors"][0] == {"name": "Ada", "url": "http://127.0.0.1:5000/@ada"}
    assert [tag.label for tag in entry.tags] == item["tags"] == ["Häfen & Kräne", "Looms"]
    assert [tag.term for tag in entry.tags] == ["hafen-krane", "looms"]
    assert (entry.summary, entry.content[0].language) == (item["summary"], "de") == ("Viel los.", "de")
    assert item["language"] == "de"
    covers = [(link.href, link.type) for link in entry.links if link.rel == "enclosure"]
    assert covers == [(item["image"], "image/webp")] == [(f"http://127.0.0.1:5000{QUAY}", "image/webp")]


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_xss_17_a_title_is_escaped_once_and_nothing_ends_the_document(app, client, case, form):
    with app.app_context():
        post = a_post("Plain", authors=("Eve",), tags=("Tag",))
        post.title = post.excerpt = post.authors[0].name = post.tags[0].name = HOSTILE[case]
        db.session.commit()

    answer = client.get(f"/tags/tag/feed.{form}")

    expected = HOSTILE[case]
    if form == "json":
        [item] = answer.json["items"]
        found = [item["title"], item["summary"], item["authors"][0]["name"], item["tags"][0]]
    else:
        expected = "".join(character for character in expected if character not in "\x07\x1b\ufffe\x0b")
        feed = read(answer)
        assert not feed.bozo
        assert atom_problems(answer) == []
        [entry] = feed.entries
        found = [entry.title_detail.value, entry.summary, entry.authors[0].name, entry.tags[0].label]
        assert entry.title_detail.type == "text/plain"
    assert found == [expected] * 4


def test_an_id_stays_whatever_else_changes_and_every_edit_is_an_update(app, client, elsewhere):
    with app.app_context():
        a_post("Old name", published_at=datetime(2020, 1, 1, tzinfo=UTC)).updated_at = utcnow() - timedelta(1)
        db.session.commit()
    [before] = read(client.get("/feed.atom")).entries

    with app.app_context():
        post = db.session.scalar(db.select(Post))
        post.take_slug("new-name")
        post.title, post.updated_at = "New name", utcnow()
        post.created_at = datetime(2019, 1, 1, tzinfo=UTC)
        post.publish(datetime(2021, 1, 1, tzinfo=UTC))
        db.session.commit()
    [after] = read(client.get("/feed.atom")).entries

    assert (after.id, after.title, after.link.rpartition("/")[2]) == (before.id, "New name", "new-name")
    assert after.updated > before.updated > before.published
    assert read(elsewhere.get("/feed.atom")).entries[0].id != after.id  # of a site of another name


def test_what_was_written_before_it_was_published_is_new_when_it_appears(app, client):
    with app.app_context():
        a_post("Kept back").updated_at = utcnow() - timedelta(days=30)
        db.session.commit()

    feed = read(client.get("/feed.atom"))

    assert feed.feed.updated == feed.entries[0].updated == feed.entries[0].published


@every_feed
def test_xss_22_a_feed_has_its_type_and_all_headers_and_sets_no_cookie(app, client, address):
    with app.app_context():
        a_post(tags=("Engines",))

    answer = client.get(address)

    assert answer.headers["Content-Type"] == FORMS[address.rpartition(".")[2]]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


@every_feed
def test_a_feed_is_sent_again_only_after_a_change(app, client, address):
    with app.app_context():
        a_post(tags=("Engines",))
    first = client.get(address)
    known = {"If-None-Match": first.headers["ETag"]}

    unchanged, head = client.get(address, headers=known), client.head(address)
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    with app.app_context():
        a_post("News", tags=("Engines",))
    changed = client.get(address, headers=known)

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(first.data))
    assert gzip.decompress(zipped.data) == first.data
    assert changed.status_code == 200
    assert "News" in changed.text


@pytest.mark.parametrize("form", FORMS)
def test_a_former_name_leads_to_the_feed_of_the_present_one(app, client, form):
    with app.app_context():
        a_post(authors=("Ada",)).authors[0].rename("countess")
        db.session.commit()

    answer = client.get(f"/@ada/feed.{form}")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"/@countess/feed.{form}")


@pytest.mark.parametrize(
    "address",
    ["/feed.rss", "/feed.xml", "/tags/none/feed.atom", "/tags/unused/feed.json", "/@nobody/feed.atom",
     "/tags/feed.atom", "/@ada/feed.rss"],
)  # fmt: skip
def test_no_feed_stands_where_no_page_does(app, client, address):
    with app.app_context():
        a_tag("Unused")
        an_account("ada")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", ["/feed", "/@ada/feed"])
def test_a_feed_without_posts_is_one_too(app, client, path):
    with app.app_context():
        an_account("ada")

    atom = client.get(f"{path}.atom")

    assert atom_problems(atom) == json_problems(client.get(f"{path}.json").json) == []
    assert (read(atom).bozo, read(atom).entries) == (False, [])


def test_auz_32_no_feed_tells_an_address(app, client):
    with app.app_context():
        ada = an_account("ada", email="secret@example.org")
        a_post().set_credits([ada], [a_tag("Engines")])
        db.session.commit()

    for path in ("/feed", "/@ada/feed"):
        for form in FORMS:
            assert "secret" not in client.get(f"{path}.{form}").text


def test_dos_16_long_posts_are_summed_up_before_a_feed_grows_too_large(app, client):
    size = selection.MOST_TEXT // 3
    with app.app_context():
        for post in posts(6, body="The sum of it."):
            post.body.html = f"<p>{'x' * size}</p>"
        a_post("Short", published_at=utcnow() - timedelta(days=9))

    answer = client.get("/feed.atom")
    items = client.get("/feed.json").json["items"]

    assert len(answer.data) < selection.MOST_TEXT * 1.1
    assert atom_problems(answer) == json_problems({**client.get("/feed.json").json}) == []
    assert ["content_html" in item for item in items] == [True, True, *[False] * 4, True]
    assert {item["content_text"] for item in items[2:6]} == {"The sum of it."}
    assert [entry.title for entry in read(answer).entries if "content" not in entry] == [
        "Post 3", "Post 2", "Post 1", "Post 0"
    ]  # fmt: skip


@pytest.mark.parametrize(("path", "most"), [*zip(FEEDS, (5, 6, 6), strict=True)])
def test_dos_16_a_feed_asks_as_few_queries_as_its_parts_are(app, client, path, most):
    with app.app_context():
        posts(30, tags=("Engines", "Looms"), authors=("Ada Lovelace", "Mary Somerville"))
        asked = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    client.get(f"{path}.atom", headers={"Cookie": "session=anything"})

    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= most, asked


def test_a_feed_that_is_asked_for_in_another_way_is_unchanged_too(app, client):
    with app.app_context():
        a_post("News")
    first = client.get("/feed.atom?utm=1")

    again = client.get("/feed.atom?utm=1", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_dos_16_nobody_asks_for_feeds_without_end(client):
    answers = [client.get(f"/feed.atom?n={n}").status_code for n in range(121)]

    assert answers == [200] * 120 + [429]
