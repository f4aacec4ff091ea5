"""The import of a small blog, on the site as readers see it."""

from io import BytesIO

import pytest
from PIL import Image

from blog.accounts.models import User
from blog.extensions import db
from blog.media.models import Media
from blog.posts.models import PictureUse, Post
from tests.support.html import attributes, only, page, texts
from tests.transfer.pictures import SVG, gif, png

AUTHORS = 'article header a[href^="/@"]'
POST = '+++\ntitle = "{title}"\npath = "{path}"\nauthors = {authors}\n{more}\n+++\n{body}'


def post(title: str, path: str, body: str = "Body", authors: str = '["Ada"]', more: str = "") -> str:
    return POST.format(title=title, path=path, body=body, authors=authors, more=more)


def test_a_post_can_be_read_where_it_is_now_and_where_it_was(folder, bring, client):
    bring(folder({"content/a.md": post("On sails", "2015/02/13/Sails-1.0", more='aliases = ["old/x.html"]')}))

    response = client.get("/posts/sails-1-0")

    assert texts(page(response), "article h1") == ["On sails"]
    assert attributes(page(response), "article time", "datetime")[0].startswith("2015-02-13")
    for old in (
        "/old/x.html",
        "/2015/02/13/Sails-1.0",
        "/2015/02/13/Sails-1.0/",
        "/2015/02/13/Sails-1.0.html",
    ):
        moved = client.get(old)
        assert (moved.status_code, moved.location) == (301, "/posts/sails-1-0"), old


def test_the_addresses_that_jekyll_gave_answer_too(folder, bring, client):
    bring(folder({"_posts/2024-12-16-x.md": "---\ntitle: X\nredirect_from: /even/older/\n---\nx"}))

    for old in ("/2024/12/16/x.html", "/2024/12/16/x/", "/even/older"):
        assert (client.get(old).status_code, client.get(old).location) == (301, "/posts/x"), old


def test_every_author_is_named_in_order_and_cannot_sign_in(app, folder, bring, client):
    bring(folder({"a.md": post("A", "2015/02/13/a", authors='["Ada Lovelace", "Šárka"]'),
                  "b.md": post("B", "2015/02/14/b", authors='["ada  lovelace"]')}))  # fmt: skip

    assert texts(page(client.get("/posts/a")), AUTHORS)[:2] == [
        "Ada Lovelace",
        "Šárka",
    ]
    assert client.get("/@sarka").status_code == 200
    with app.app_context():
        users = db.session.scalars(db.select(User).order_by(User.username)).all()
        assert [(user.username, user.source_name, user.post_count) for user in users] == [
            ("ada-lovelace", "Ada Lovelace", 2), ("sarka", "Šárka", 1),
        ]  # fmt: skip


def test_the_section_is_a_tag_with_the_name_it_had(folder, bring, client):
    bring(folder({
        "content/inside-rust/_index.md": '+++\ntitle = "Inside Rust Blog"\n+++\n',
        "content/inside-rust/a.md": post("A", "2015/02/13/a"),
        "content/b.md": post("B", "2015/02/13/b"),
    }))  # fmt: skip

    tagged = page(client.get("/tags/inside-rust"))

    assert texts(tagged, "#feed article h2") == ["A"]
    assert texts(tagged, "h1") == ["Inside Rust"]


def test_drafts_and_posts_of_the_future_are_not_public_yet(app, folder, bring, client):
    output = bring(folder({
        "a.md": "---\ntitle: A\ndate: 2020-01-01\ndraft: true\n---\nx",
        "b.md": "---\ntitle: B\ndate: 2199-01-01\n---\nx",
        "_drafts/c.md": "---\ntitle: C\n---\nx",
    }))  # fmt: skip

    assert output.splitlines() == [
        "note     drafts, which readers do not see (2): a.md, _drafts/c.md",
        "note     posts that readers see when their date has come (1): b.md",
        "3 created, 0 updated, 0 unchanged, 0 kept, 0 skipped.",
    ]
    assert [client.get(f"/posts/{slug}").status_code for slug in "abc"] == [404, 404, 404]
    with app.app_context():
        a, b = (db.session.scalar(db.select(Post).where(Post.slug == slug)) for slug in "ab")
        assert (a.published_at, a.created_at.year, b.published_at.year) == (None, 2020, 2199)


def test_a_post_without_a_date_is_published_as_of_its_import_and_reported(folder, bring, client):
    output = bring(folder({"plain.md": "# A plain text\n\nBody"}))

    assert "note     posts without a date, published as of their import (1): plain.md" in output
    assert texts(page(client.get("/posts/plain")), "article h1") == ["A plain text"]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("a.png", png(), "image/webp"), ("a.svg", SVG, "image/svg+xml"), ("a.gif", gif(), "image/webp")],
)
def test_pictures_beside_a_post_are_shown_from_here(folder, bring, client, name, data, kind):
    bring(
        folder({"content/a/index.md": post("A", "2015/02/13/a", f"![x]({name})"), f"content/a/{name}": data})
    )

    picture = only(page(client.get("/posts/a")), "article img")

    assert picture.attributes["src"].startswith("/media/")
    assert {"width", "height"} <= set(picture.attributes)
    with client.get(picture.attributes["src"]) as stored:
        assert (stored.status_code, stored.mimetype) == (200, kind)


def test_an_animated_gif_goes_on_moving(folder, bring, client):
    bring(folder({"a.md": post("A", "2015/02/13/a", "![x](a.gif)"), "a.gif": gif()}))

    source = only(page(client.get("/posts/a")), "article img").attributes["src"]

    with client.get(source) as stored, Image.open(BytesIO(stored.data)) as picture:
        assert picture.n_frames == 2


def test_the_same_picture_is_stored_once(app, folder, bring):
    files = {f"{n}/index.md": post("A", f"2015/02/13/{n}", "![x](x.png) [big](x.png)") for n in "abc"}
    bring(folder({**files, **{f"{n}/x.png": png() for n in "abc"}}))

    assert len(list((app.config["DATA_DIR"] / "media").rglob("*.webp"))) == 1


def test_links_between_posts_arrive_even_in_the_middle(folder, bring, client):
    links = "[b](@/b.md#the-end) [b](/2015/02/14/b.html) [here](#there)"
    bring(folder({
        "content/a.md": post("A", "2015/02/13/a", f"{links}\n\n## There"),
        "content/b.md": post("B", "2015/02/14/b", "Begin.\n\n## The end\n\nEnd."),
    }))  # fmt: skip

    a, b = page(client.get("/posts/a")), page(client.get("/posts/b"))
    middle, top, here = attributes(a, "article p a", "href")[:3]

    assert top == "/posts/b"
    assert middle.partition("#")[0] == "/posts/b"
    assert only(b, f'[id="{middle.partition("#")[2]}"]').tag == "h2"
    assert only(a, f'[id="{here[1:]}"]').tag == "h2"


def test_inj_12_raw_html_loses_what_could_run(folder, bring, client):
    bring(
        folder({"a.md": post("A", "2015/02/13/a", "<b onclick=x>b</b><script>x</script>[y](javascript:x)")})
    )

    article = page(client.get("/posts/a"))

    assert attributes(article, "article b", "onclick") == [None]
    assert not article.css("article script")
    assert not article.css('article a[href^="javascript"]')


def test_what_is_wrong_with_a_file_or_picture_is_said_and_the_rest_goes_on(folder, bring, client):
    output = bring(folder({
        "bad.md": "---\ntitle: [unclosed\n---\nx",
        "latin.md": b"caf\xe9",
        "_index.md": "---\ntitle: x\n---\n",
        "good.md": post("Good", "2015/02/13/good", "![x](gone.png) ![y](broken.png) [z](plan.pdf)"),
        "broken.png": b"no picture",
        "plan.pdf": b"%PDF",
    }))  # fmt: skip

    assert "skipped  bad.md: its front matter cannot be read" in output
    assert "skipped  latin.md: is not UTF-8" in output
    assert "skipped  _index.md: a section page" in output
    assert "note     pictures not in the archive, links left as they are (1): gone.png in good.md" in output
    assert (
        "pictures that cannot be used, links left as they are (1): broken.png (This is not a picture"
        in output
    )
    assert "linked files that are no pictures, not copied (1): plan.pdf" in output
    assert output.endswith("1 created, 0 updated, 0 unchanged, 0 kept, 3 skipped.\n")
    assert attributes(page(client.get("/posts/good")), "article img", "src") == ["gone.png", "broken.png"]


def test_a_post_that_grows_too_large_on_the_way_leaves_nothing_behind(app, folder, bring, client):
    long_links = "[a]: http://x.example/" + "y" * 3000 + "\n\n" + "[a] " * 2000
    output = bring(folder({"a.md": post("A", "2015/02/13/a", long_links), "b.md": post("B", "2015/02/14/b")}))

    assert "skipped  a.md: " in output
    assert output.endswith("1 created, 0 updated, 0 unchanged, 0 kept, 1 skipped.\n")
    with app.app_context():
        assert db.session.scalars(db.select(Post.slug)).all() == ["b"]


def test_auz_23_names_and_slugs_that_are_here_already_are_not_taken_away(app, folder, bring, client):
    with app.app_context():
        db.session.add(User(username="ada", name="Another Ada"))
        db.session.commit()
    bring(folder({"a.md": post("A", "2015/02/13/a")}, "first"))

    bring(folder({"other.md": post("Other A", "2016/02/13/a")}, "second"))

    assert texts(page(client.get("/posts/a-2016-02-13")), "article h1") == ["Other A"]
    assert attributes(page(client.get("/posts/a")), AUTHORS, "href")[0] == "/@ada-2"


def test_with_an_author_named_on_the_command_line_no_post_is_without(folder, bring, client):
    bring(folder({"2020-01-01-a.md": "---\ntitle: A\n---\nx"}), "--author", "The Editors")

    assert texts(page(client.get("/posts/a")), AUTHORS)[0] == "The Editors"


def test_a_picture_of_an_imported_post_counts_as_used(app, folder, bring):
    bring(folder({"a.md": post("A", "2015/02/13/a", "![Boat](boat.png)"), "boat.png": png()}))

    with app.app_context():
        [key] = db.session.scalars(db.select(Media.key)).all()
        uses = db.session.execute(db.select(PictureUse.key, Post.slug).join(Post)).all()
    assert uses == [(key, "a")]
