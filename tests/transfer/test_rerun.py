"""A second import changes only what has changed, and never what was edited here."""

import random

import pytest

from blog.extensions import db
from blog.lib import markdown
from blog.posts.models import Post
from tests.support.html import attributes, page, texts
from tests.transfer.pictures import png
from tests.transfer.tables import tables


def post(title: str, settings: str, body: str) -> str:
    return f'+++\ntitle = "{title}"\n{settings}\n+++\n{body}'


FILES = {
    "content/notes/_index.md": '+++\ntitle = "Notes"\n+++\n',
    "content/notes/a.md": post("A", 'date = 2015-02-13\nauthors = ["Ada", "Mary"]', "![](x.png) [b](@/b.md)"),
    "content/notes/x.png": png(),
    "content/b.md": post("B", 'slug = "same"\ndate = 2016-02-13\nauthors = ["ada"]\ntags = ["Wind"]', "b"),
    "content/c.md": post("C", 'slug = "same"\ndate = 2015-02-13\ntags = ["wind"]', "c"),
    "content/d.md": post("D", 'slug = "same"\ndate = 2015-02-13\ndraft = true', "d"),
}  # fmt: skip


def by_slug(slug: str) -> Post:
    return db.session.scalar(db.select(Post).where(Post.slug == slug))


def sums(output: str) -> str:
    return output.splitlines()[-1]


def test_inj_13_a_second_run_changes_nothing_at_all(app, folder, bring):
    bring(folder(FILES))
    before = tables(app)

    output = bring(folder(FILES))

    assert sums(output) == "0 created, 0 updated, 4 unchanged, 0 kept, 1 skipped."
    assert tables(app) == before


def test_a_zip_of_the_same_files_in_any_order_changes_nothing_either(app, folder, zipped, bring):
    bring(folder(FILES))
    before = tables(app)

    names = random.Random(7).sample(sorted(FILES), len(FILES))
    output = bring(zipped({f"blog-main/{name}": FILES[name] for name in names}))

    assert sums(output) == "0 created, 0 updated, 4 unchanged, 0 kept, 1 skipped."
    assert tables(app) == before


def test_of_posts_that_want_one_slug_the_oldest_has_it(folder, bring, client):
    bring(folder(FILES))

    assert texts(page(client.get("/posts/same")), "article h1") == ["C"]
    assert texts(page(client.get("/posts/same-2016-02-13")), "article h1") == ["B"]


def test_what_has_changed_there_is_updated_here_and_keeps_its_address(app, folder, bring, client):
    bring(folder(FILES))
    changed = FILES["content/b.md"].replace('"B"', '"B anew"').replace("slug = ", "# slug = ")

    output = bring(folder({**FILES, "content/b.md": changed}))

    assert sums(output) == "0 created, 1 updated, 3 unchanged, 0 kept, 1 skipped."
    assert texts(page(client.get("/posts/same-2016-02-13")), "article h1") == ["B anew"]
    with app.app_context():
        post = by_slug("same-2016-02-13")
        assert (post.version, post.source_version) == (2, 2)
        assert [tag.name for tag in post.tags] == ["Wind"]


def test_credits_that_have_changed_there_change_here(folder, bring, client):
    bring(folder(FILES))
    changed = FILES["content/notes/a.md"].replace('["Ada", "Mary"]', '["Mary", "Ada", "Grace"]')

    bring(folder({**FILES, "content/notes/a.md": changed}))

    names = texts(page(client.get("/posts/a")), 'article header a[href^="/@"]')
    assert names[:3] == ["Mary", "Ada", "Grace"]
    assert texts(page(client.get("/@grace")), "#feed article h2") == ["A"]


def test_a_picture_that_has_changed_changes_its_post(folder, bring, client):
    bring(folder(FILES))
    before = attributes(page(client.get("/posts/a")), "article img", "src")

    output = bring(folder({**FILES, "content/notes/x.png": png("coral")}))

    assert sums(output) == "0 created, 1 updated, 3 unchanged, 0 kept, 1 skipped."
    assert attributes(page(client.get("/posts/a")), "article img", "src") != before


def test_a_post_that_arrives_later_is_linked_from_those_that_waited_for_it(folder, bring, client):
    bring(folder({name: FILES[name] for name in ("content/notes/a.md", "content/notes/x.png")}))

    output = bring(folder(FILES))

    assert sums(output) == "3 created, 1 updated, 0 unchanged, 0 kept, 1 skipped."
    assert attributes(page(client.get("/posts/a")), 'article p a[href^="/posts/"]', "href") == [
        "/posts/same-2016-02-13"
    ]


def test_a_draft_that_was_finished_there_is_published_here(folder, bring, client):
    bring(folder(FILES))

    bring(folder({**FILES, "content/d.md": FILES["content/d.md"].replace("draft = true", "")}))

    assert texts(page(client.get("/posts/same-2015-02-13")), "article h1") == ["D"]


@pytest.mark.parametrize("changed_there", [False, True])
def test_a_post_that_was_edited_here_is_kept(app, folder, bring, client, changed_there):
    bring(folder(FILES))
    with app.app_context():
        post = by_slug("same")
        post.set_text("Mine now", markdown.render("Mine now", prefix=f"p{post.id}-"))
        post.version += 1
        post.publish(post.published_at)
        db.session.commit()
    before = tables(app)

    output = bring(folder({**FILES, "content/c.md": FILES["content/c.md"] + " more" * changed_there}))

    assert "kept     content/c.md: edited here since it was imported" in output
    assert sums(output) == "0 created, 0 updated, 3 unchanged, 1 kept, 1 skipped."
    assert tables(app) == before
    assert texts(page(client.get("/posts/same")), "article .prose p") == ["Mine now"]


def test_a_picture_whose_file_was_lost_comes_back(app, folder, bring, client):
    bring(folder(FILES))
    source = attributes(page(client.get("/posts/a")), "article img", "src")[0]
    next((app.config["DATA_DIR"] / "media").rglob("*.webp")).unlink()

    bring(folder({**FILES, "content/notes/a.md": FILES["content/notes/a.md"] + " more"}))

    with client.get(source) as stored:
        assert stored.status_code == 200


def test_a_rehearsal_says_the_same_and_writes_nothing(app, folder, bring):
    before = tables(app)

    rehearsal = bring(folder(FILES), "--dry-run")

    assert tables(app) == before
    assert not (app.config["DATA_DIR"] / "media").exists()
    real = bring(folder(FILES))
    assert rehearsal.replace("Nothing was written; it would be: ", "") == real
