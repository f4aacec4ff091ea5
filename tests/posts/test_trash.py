"""What is deleted can be taken back for thirty days, and nobody reads it meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from blog.posts import trash
from blog.posts.models import Post, Tag
from tests.posts.desk import form, posts, press, the_post, write
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.html import attributes, only, page, texts

LISTS = ("/", "/tags/", "/@ada")
WRITTEN = "---\ntitle: Brought\nslug: brought\ndate: 2020-01-01\nauthor: Ada\ntags: [Sea]\n---\n\nFrom {}.\n"


@pytest.fixture
def public(staff, ada):
    """A public post of Ada's, at an address it did not always have."""
    write(ada, tags="Sea")
    press(ada, "/posts/tides/publish", form(ada, "/posts/tides/edit", slug="ebb"))
    return staff


def delete(client, slug="ebb", **options):
    return post(client, f"/posts/{slug}/delete", **options)


def counts() -> dict[str, int]:
    tags = {tag.name: tag.post_count for tag in db.session.scalars(db.select(Tag))}
    return tags | {"ada": db.session.scalar(db.select(User.post_count).where(User.username == "ada"))}


def test_a_page_asks_before_anything_is_deleted(public, ada):
    link = only(page(ada.get("/posts/ebb")), ".tools a[href='/posts/ebb/delete']")
    button = only(page(ada.get("/posts/ebb/delete")), "main form")

    assert "hx-confirm" in link.attributes
    assert (button.attributes["action"], button.attributes["method"]) == ("/posts/ebb/delete", "post")
    assert public.test_client().get("/posts/ebb").status_code == 200


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_what_is_deleted_is_gone_everywhere(public, ada, headers):
    visitor = public.test_client()
    assert all("ebb" in visitor.get(address).text for address in ("/", "/@ada"))

    answer = delete(ada, headers=headers)

    assert answer.status_code == (204 if headers else 303)
    assert answer.headers["HX-Redirect" if headers else "Location"] == "/"
    for address in ("/posts/ebb", "/posts/ebb.md", "/posts/ebb.json", "/posts/tides"):
        assert visitor.get(address).status_code == 410
        assert visitor.get(address, headers=PARTIAL).status_code == 410
    for address in LISTS:
        for part in ({}, PARTIAL):
            assert "ebb" not in visitor.get(address, headers=part).text
            assert "/tags/sea" not in visitor.get(address, headers=part).text
    assert visitor.get("/tags/sea").status_code == 404
    with public.app_context():
        assert counts() == {"Sea": 0, "ada": 0}


def test_a_toast_takes_it_back(public, ada):
    answer = post(ada, "/posts/ebb/delete", follow_redirects=True)
    toast = only(page(answer), "#toasts .toast form")

    back = press(ada, toast.attributes["action"], {
        "csrf_token": only(toast, "input[name=csrf_token]").attributes["value"]
    })  # fmt: skip

    assert texts(toast, "button") == ["Undo"]
    assert (back.status_code, back.headers["Location"]) == (303, "/posts/ebb")
    assert texts(page(ada.get("/posts/ebb")), "#toasts .toast") == ["It is back, as it was."]
    assert public.test_client().get("/posts/ebb").status_code == 200


def test_it_comes_back_as_public_as_it_was(public, ada):
    with public.app_context():
        before = the_post().published_at
    delete(ada)
    listing = page(ada.get("/trash"))

    answer = post(ada, only(listing, "#trash form").attributes["action"], headers=PARTIAL)

    assert texts(listing, "#trash strong") == ["Tides"]
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/posts/ebb")
    assert [public.test_client().get(address).status_code for address in ("/tags/sea", "/posts/ebb")] == [
        200,
        200,
    ]
    assert page(ada.get("/trash")).css("#trash form") == []
    with public.app_context():
        assert (the_post().published_at, the_post().deleted_at) == (before, None)
        assert counts() == {"Sea": 1, "ada": 1}


def test_deleting_and_restoring_twice_is_like_once(public, ada):
    delete(ada)
    delete(ada)
    with public.app_context():
        assert counts() == {"Sea": 0, "ada": 0}
        assert the_post().was_published_at is not None

    post(ada, "/posts/ebb/restore")
    post(ada, "/posts/ebb/restore")

    with public.app_context():
        assert counts() == {"Sea": 1, "ada": 1}
    assert public.test_client().get("/posts/ebb").status_code == 200


def test_a_draft_comes_back_as_a_draft_and_nobody_learns_of_it(staff, ada):
    write(ada)

    answer = delete(ada, "tides")

    assert answer.headers["Location"] == "/drafts"
    assert staff.test_client().get("/posts/tides").status_code == 404
    assert page(ada.get("/drafts")).css(".rows") == []
    post(ada, "/posts/tides/restore")
    assert staff.test_client().get("/posts/tides").status_code == 404
    assert texts(page(ada.get("/drafts")), ".rows strong") == ["Tides"]


@pytest.mark.parametrize(("days", "state"), [(5, "Scheduled"), (15, "Draft")])
def test_a_scheduled_post_comes_back_scheduled_unless_its_time_has_passed(staff, days, state):
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False) as clock:
        client = signed_in(staff, "ada")
        write(client)
        sent = form(client, "/posts/tides/edit", publish_at="2030-01-10T10:00")
        press(client, "/posts/tides/schedule", sent)
        delete(client, "tides")
        clock.shift(timedelta(days=days))
        assert staff.test_client().get("/posts/tides").status_code == 404
        client = signed_in(staff, "ada")

        post(client, "/posts/tides/restore")

        assert texts(page(client.get("/posts/tides")), ".tools strong") == [state]
        assert staff.test_client().get("/posts/tides").status_code == 404


def test_its_author_still_reads_it_but_edits_it_no_more(public, ada):
    delete(ada)

    tree = page(ada.get("/posts/ebb"))

    assert texts(tree, ".tools strong") == ["In the trash"]
    assert attributes(tree, ".tools form", "action") == ["/posts/ebb/restore"]
    assert tree.css("a[href$='/edit']") == []
    assert ada.get("/posts/ebb/edit").headers["Location"] == "/posts/ebb"


def test_the_trash_is_ones_own(public, ada, grace):
    delete(ada)

    assert page(grace.get("/trash")).css("#trash strong") == []


def purge(app, days: float) -> None:
    """Let the job run that many days from now."""
    with app.app_context(), time_machine.travel(utcnow() + timedelta(days=days)):
        trash.empty({})
        db.session.commit()


def test_after_thirty_days_a_draft_is_gone_and_its_address_free(staff, ada):
    write(ada)
    delete(ada, "tides")
    purge(staff, 29.9)
    assert ada.get("/posts/tides").status_code == 200

    purge(staff, 30.1)

    assert ada.get("/posts/tides").status_code == 404
    with staff.app_context():
        assert posts() == []
    assert write(ada) == "tides"


def test_after_thirty_days_a_public_post_is_gone_for_good_and_says_so(public, ada):
    delete(ada)

    purge(public, 30.1)

    for address in ("/posts/ebb", "/posts/tides", "/posts/ebb.md"):
        assert public.test_client().get(address).status_code == 410
    assert page(ada.get("/trash")).css("#trash strong") == []
    assert post(ada, "/posts/ebb/restore").status_code in (404, 410)
    assert write(ada) == "tides-2"


def test_what_is_not_in_the_trash_stays(public, ada):
    write(ada, "Draft")

    purge(public, 400)

    with public.app_context():
        assert [entry.slug for entry in posts()] == ["ebb", "draft"]


@pytest.fixture
def brought(staff, tmp_path):
    """Import a post by Ada with this text, and return what the import printed."""

    def run(text: str) -> str:
        (tmp_path / "blog").mkdir(exist_ok=True)
        (tmp_path / "blog" / "brought.md").write_text(WRITTEN.format(text))
        result = staff.test_cli_runner().invoke(args=["import", str(tmp_path / "blog")])
        assert result.exit_code == 0, result.output
        return result.output.splitlines()[-1]

    return run


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_a_second_import_leaves_alone_what_was_taken_away_by_hand(staff, brought, editor, action):
    assert brought("afar") == "1 created, 0 updated, 0 unchanged, 0 kept, 0 skipped."
    post(editor, f"/posts/brought/{action}")

    assert brought("nearer") == "0 created, 0 updated, 0 unchanged, 1 kept, 0 skipped."

    assert staff.test_client().get("/posts/brought").status_code == (410 if action == "delete" else 404)
    with staff.app_context():
        post_ = db.session.scalar(db.select(Post))
        assert (post_.body.markdown.strip(), post_.published_at) == ("From afar.", None)


def test_a_restored_post_is_left_alone_by_an_import_too(staff, brought, editor):
    brought("afar")
    post(editor, "/posts/brought/delete")
    post(editor, "/posts/brought/restore")

    assert brought("nearer") == "0 created, 0 updated, 0 unchanged, 1 kept, 0 skipped."
    assert staff.test_client().get("/posts/brought").status_code == 200
