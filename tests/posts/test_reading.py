"""Reading posts: the page, its other forms, old addresses, what nobody may see yet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import yaml
from sqlalchemy.exc import OperationalError

from blog.database import utcnow
from blog.extensions import db
from blog.posts import publications
from blog.posts.models import Alias, Authorship, Post, Tagging
from blog.site.models import Site, whole_seconds
from tests.support.factories import a_post, posts
from tests.support.html import attributes, only, page, texts

LONG = "\n\n".join(f"## Part {n}\n\nSome words." for n in range(5))


def test_a_post_shows_title_author_date_reading_time_text_and_tags(app, client):
    moment = utcnow().replace(2024, 2, 29, 12, 0, 0, 0)
    with app.app_context():
        a_post(
            "On looms",
            "They *weave*.",
            moment,
            authors=("Ada Lovelace", "Mary Somerville"),
            tags=("Engines",),
        )

    tree = page(client.get("/posts/on-looms"))

    assert texts(tree, "main h1") == ["On looms"]
    assert attributes(tree, ".byline a", "href") == ["/@ada-lovelace", "/@mary-somerville"]
    assert only(tree, "article time").text() == "29 February 2024"
    assert only(tree, "article time").attributes["datetime"].startswith("2024-02-29T12:00")
    assert "1 min" in only(tree, ".byline").text()
    assert texts(tree, ".prose em") == ["weave"]
    assert attributes(tree, ".post-foot .tags a", "href") == ["/tags/engines"]


def test_times_are_told_in_the_zone_of_the_site(make_app, app):
    with app.app_context():
        a_post("Late", published_at=utcnow().replace(2024, 6, 30, 23, 30, 0, 0))
    client = make_app(BLOG_TIMEZONE="Europe/Berlin").test_client()

    assert only(page(client.get("/posts/late")), "article time").text() == "1 July 2024"


def test_a_post_leads_to_the_one_before_and_the_one_after(app, client):
    with app.app_context():
        posts(3)

    tree = page(client.get("/posts/post-1"))

    assert attributes(tree, "nav[aria-label='Other posts'] a", "href") == ["/posts/post-0", "/posts/post-2"]


def test_a_long_post_has_contents_and_a_short_one_none(app, client):
    with app.app_context():
        a_post("Long", LONG)
        a_post("Short")

    tree = page(client.get("/posts/long"))

    targets = [href[1:] for href in attributes(tree, "nav[aria-label='Contents'] a", "href")]
    assert targets == attributes(tree, ".prose h2", "id")
    assert page(client.get("/posts/short")).css("nav[aria-label='Contents']") == []


def test_the_markdown_form_holds_front_matter_and_the_text_as_written(app, client):
    with app.app_context():
        a_post("On looms", "They *weave*.", tags=("Engines",))

    response = client.get("/posts/on-looms.md")

    _, matter, body = response.text.split("---\n", 2)
    front = yaml.safe_load(matter)
    assert response.mimetype == "text/markdown"
    assert (front["title"], front["authors"], front["tags"]) == ("On looms", ["Ada Lovelace"], ["Engines"])
    assert body.strip() == "They *weave*."


def test_the_json_form_holds_both_texts(app, client):
    with app.app_context():
        a_post("On looms", "They *weave*.")

    post = client.get("/posts/on-looms.json").json

    assert post["url"].endswith("/posts/on-looms")
    assert (post["title"], post["markdown"], post["version"]) == ("On looms", "They *weave*.", 1)
    assert "<em>weave</em>" in post["html"]


@pytest.mark.parametrize("form", ["", ".md", ".json"])
def test_an_old_slug_leads_to_the_new_one_for_good(app, client, form):
    with app.app_context():
        a_post("Old name").take_slug("new-name")
        db.session.commit()

    response = client.get(f"/posts/old-name{form}")

    assert (response.status_code, response.headers["Location"]) == (301, f"/posts/new-name{form}")


@pytest.mark.parametrize("address", ["/2024/12/16/x.html", "/2024/12/16/x.html/"])
def test_an_address_of_the_old_site_leads_to_the_post_for_good(app, client, address):
    with app.app_context():
        post = a_post("Moved")
        post.aliases.append(Alias(path="2024/12/16/x.html"))
        db.session.commit()

    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (301, "/posts/moved")


def test_home_is_the_list(client):
    response = client.get("/home")

    assert (response.status_code, response.headers["Location"]) == (301, "/")


@pytest.mark.parametrize("hidden", ["draft", "scheduled"])
def test_what_is_not_public_yet_appears_nowhere(app, client, hidden):
    details = {"draft": True} if hidden == "draft" else {"published_at": utcnow() + timedelta(days=1)}
    with app.app_context():
        a_post("Secret", tags=("Hidden",), authors=("Jane Doe",), **details)
        a_post("Old secret", tags=("Hidden",), **details).take_slug("newer-secret")
        posts(2)

    for address in (
        "/posts/secret",
        "/posts/secret.md",
        "/posts/secret.json",
        "/posts/old-secret",
        "/tags/hidden",
    ):
        assert client.get(address).status_code == 404, address
    for address in ("/", "/tags/", "/posts/post-0", "/posts/post-1", "/@ada-lovelace"):
        text = client.get(address).text
        assert "ecret" not in text, address
        assert "Hidden" not in text, address


def test_a_scheduled_post_shows_and_counts_when_its_time_has_come(app, client):
    with app.app_context():
        a_post("Soon", published_at=utcnow() + timedelta(days=1), tags=("News",))
    assert client.get("/posts/soon").status_code == 404

    with app.app_context():
        move_time_on(days=2)

    assert client.get("/posts/soon").status_code == 200
    assert texts(page(client.get("/tags/")), ".tags a") == ["News 1"]
    assert texts(page(client.get("/")), "article h2") == ["Soon"]


def move_time_on(days: int) -> None:
    """As if the clock had gone on: everything that lies ahead comes closer."""
    for model in (Post, Authorship, Tagging):
        for row in db.session.scalars(db.select(model)):
            row.published_at -= timedelta(days=days)
    site = db.session.scalar(db.select(Site))
    site.next_due -= days * 24 * 3600
    db.session.commit()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_post_scheduled_while_another_falls_due_is_not_forgotten(app):
    with app.app_context():
        a_post("Due", published_at=utcnow() + timedelta(days=1))
        move_time_on(days=2)
        later = a_post("Later", draft=True)
        later.publish(utcnow() + timedelta(days=3))
        db.session.flush()  # another's transaction, still open

        with ThreadPoolExecutor(1) as pool, pytest.raises(OperationalError):
            pool.submit(in_context, app, publications.catch_up).result()
        db.session.commit()
        publications.catch_up()

        assert db.session.scalar(db.select(Site.next_due)) == whole_seconds(later.published_at)


def in_context(app, function) -> None:
    with app.app_context():
        function()


def test_an_author_page_shows_their_posts_only(app, client):
    with app.app_context():
        a_post("Hers", authors=("Ada Lovelace",))
        a_post("His", authors=("Charles Babbage",))
        a_post("Theirs", authors=("Charles Babbage", "Ada Lovelace"))

    tree = page(client.get("/@ada-lovelace"))

    assert texts(tree, "main h1") == ["Ada Lovelace"]
    assert sorted(texts(tree, "article h2")) == ["Hers", "Theirs"]
    assert "2 posts" in only(tree, ".list-head").text()


def test_markup_in_titles_and_names_is_text(app, client):
    with app.app_context():
        a_post("{{ 7*7 }} <script>alert(1)</script>", authors=("<b>Eve</b>",), tags=("<i>x</i>",))
    [address] = attributes(page(client.get("/")), "article h2 a", "href")

    for tree in (page(client.get("/")), page(client.get(address)), page(client.get("/tags/"))):
        assert tree.css("main script, main b, main i") == []
    assert texts(page(client.get(address)), "main h1") == ["{{ 7*7 }} <script>alert(1)</script>"]


def test_empty_pages_say_what_to_do(client):
    assert "import" in only(page(client.get("/")), ".empty code").text()
    assert only(page(client.get("/tags/")), ".empty a").attributes["href"] == "/"
    assert only(page(client.get("/about")), ".empty a").attributes["href"] == "/"


def test_the_about_text_stands_on_its_page(app, client):
    with app.app_context():
        db.session.execute(db.update(Site).values(about="Hello", about_html="<p>Hello</p>", version=2))
        db.session.commit()

    assert texts(page(client.get("/about")), ".prose p") == ["Hello"]
