"""A post is begun, saved and edited where it stands."""

import pytest

from blog.accounts.models import User
from blog.extensions import db
from tests.posts.desk import NEW, change, form, posts, press, revisions, the_post, write
from tests.support.browsing import PARTIAL, signed_in
from tests.support.factories import a_post
from tests.support.html import attributes, fields, only, page, texts

TEXT = {"title": "Tides", "body": "The *moon* pulls.\n\nTwice a day.", "tags": "Sea, Moon"}


@pytest.fixture
def published(staff):
    """A public post of Ada's."""
    with staff.app_context():
        a_post("Quays", "Of stone.", authors=("Ada",), tags=("Harbour",))
    return "quays"


def test_a_new_post_is_a_draft_that_only_its_author_reads(staff, ada):
    answer = press(ada, NEW, form(ada, **TEXT))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/posts/tides")
    assert texts(page(ada.get("/posts/tides")), ".prose em") == ["moon"]
    assert staff.test_client().get("/posts/tides").status_code == 404
    with staff.app_context():
        assert [tag.name for tag in the_post().tags] == ["Sea", "Moon"]


def test_under_htmx_a_new_post_opens_a_page_of_its_own(ada):
    answer = press(ada, NEW, form(ada, **TEXT), headers=PARTIAL)

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/posts/tides")


def test_a_line_end_is_kept_as_one_character_whatever_sent_it(staff, ada):
    write(ada, body="One\r\nTwo\rThree\n")

    with staff.app_context():
        assert the_post().body.markdown == "One\nTwo\nThree\n"


def test_a_post_is_edited_where_it_stands(ada, published):
    link = only(page(ada.get("/posts/quays")), "nav.tools a[href='/posts/quays/edit']")
    part = page(ada.get("/posts/quays/edit", headers=PARTIAL))

    place = only(part, "article").attributes["id"]
    cancel = only(part, "a[aria-keyshortcuts=Escape]").attributes
    assert link.attributes["hx-target"] == f"#{place}"
    assert (cancel["href"], cancel["hx-target"]) == ("/posts/quays", f"#{place}")
    assert fields(part)["body"] == "Of stone."
    assert only(page(ada.get("/posts/quays")), "article").attributes["id"] == place


def test_a_saved_change_is_public_at_once(staff, ada, published):
    visitor = staff.test_client()
    visitor.get("/posts/quays")

    answer = change(ada, "quays", body="Of *oak*.")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/posts/quays")
    assert texts(page(visitor.get("/posts/quays")), ".prose em") == ["oak"]


def test_under_htmx_the_article_comes_back_with_a_word(ada, published):
    sent = form(ada, "/posts/quays/edit", body="Of *oak*.")

    answer = press(ada, "/posts/quays/edit", sent, headers=PARTIAL, follow_redirects=True)

    assert texts(page(answer), "article .prose em") == ["oak"]
    assert texts(page(answer), "hx-partial .toast") == ["Saved."]
    assert page(answer).css("main") == []


def test_saving_the_same_again_makes_no_revision(staff, ada):
    write(ada)

    change(ada, "tides")

    with staff.app_context():
        assert [row.number for row in revisions()] == [1]
        assert the_post().version == 1


def test_an_editor_edits_everybodys_post_and_its_author_stays(staff, editor, published):
    answer = change(editor, "quays", title="Wharves")

    assert answer.status_code == 303
    with staff.app_context():
        assert [author.username for author in the_post().authors] == ["ada"]
        names = [row.author_id and db.session.get(User, row.author_id).username for row in revisions()]
        assert (the_post().title, names) == ("Wharves", ["ada", "ed"])


@pytest.mark.parametrize("who", ["anonymous", "rita", "grace"])
def test_nobody_else_sees_the_tools_of_a_post(staff, published, who):
    client = staff.test_client() if who == "anonymous" else signed_in(staff, who)

    for headers in ({}, PARTIAL):
        tree = page(client.get("/posts/quays", headers=headers))

        assert texts(tree, "h1") == ["Quays"]
        assert tree.css(".tools, a[href$='/edit'], a[href$='/delete'], a[href$='/history']") == []


@pytest.mark.parametrize("who", ["anonymous", "rita"])
def test_nobody_else_is_offered_to_write(staff, published, who):
    client = staff.test_client() if who == "anonymous" else signed_in(staff, who)

    assert page(client.get("/posts/quays")).css("header a[href='/posts/new'], header a[href='/drafts']") == []


def test_an_author_who_became_a_reader_edits_no_more(staff, ada, published):
    sent = form(ada, "/posts/quays/edit", body="Mine.")
    with staff.app_context():
        db.session.execute(db.update(User).where(User.username == "ada").values(role="reader"))
        db.session.commit()

    answer = press(ada, "/posts/quays/edit", sent)

    assert answer.status_code == 403
    assert page(ada.get("/posts/quays")).css(".tools") == []
    with staff.app_context():
        assert the_post().body.markdown == "Of stone."


@pytest.mark.parametrize("extra", [{"id": "99"}, {"author_id": "2"}, {"published_at": "2020-01-01"}])
def test_auz_21_only_what_the_form_offers_is_taken(staff, ada, extra):
    press(ada, NEW, {**form(ada, **TEXT), **extra, "deleted_at": "2020-01-01", "draft_key": "mine-mine"})

    with staff.app_context():
        post = the_post()
        assert (post.published_at, post.deleted_at, post.id == 99) == (None, None, False)
        assert [author.username for author in post.authors] == ["ada"]
        assert post.draft_key != "mine-mine"


def test_uni_12_posts_of_one_title_stand_at_addresses_of_their_own(staff, ada):
    slugs = [write(ada, title) for title in ("Tides", "Tides", "Tides 2", "new", "Preview", "🌊🌊", "🌊🌊")]

    assert len(set(slugs)) == 7
    assert slugs[:5] == ["tides", "tides-2", "tides-2-2", "new-post", "preview-post"]
    for slug in slugs:
        assert ada.get(f"/posts/{slug}").status_code == 200, slug
        assert form(ada, f"/posts/{slug}/edit")["slug"] == slug


def test_uni_12_fifty_posts_of_one_title_stand_at_fifty_addresses(staff, ada):
    first = form(ada, title="Tides", body="x")

    for number in range(50):
        press(ada, NEW, {**first, "draft": f"form-{number:04}"})

    with staff.app_context():
        assert len({post.slug for post in posts()}) == 50


@pytest.mark.parametrize("length", [1, 300])
def test_uni_09_a_title_is_measured_in_characters_and_kept_whole(staff, ada, length):
    title = "👩‍🚀"[:1] * length

    slug = write(ada, title)

    assert only(page(ada.get(f"/posts/{slug}")), "h1").text() == title


def test_uni_09_joined_signs_stay_joined(ada):
    slug = write(ada, "👩‍🚀 and 🏳️‍🌈")

    assert only(page(ada.get(f"/posts/{slug}")), "h1").text() == "👩‍🚀 and 🏳️‍🌈"


def test_uni_09_ten_thousand_marks_are_too_many_and_told(ada):
    title = "a" + "\u0301" * 10_000

    answer = press(ada, NEW, form(ada, title=title))

    assert answer.status_code == 422
    assert "300" in only(page(answer), "#title-error").text()
    assert attributes(page(answer), "#title", "aria-invalid") == ["true"]
