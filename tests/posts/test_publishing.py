"""From draft to public and back: by hand, or when its time has come."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from blog.accounts.models import User
from blog.database import utcnow
from blog.extensions import db
from blog.posts.models import Tag
from blog.site.models import Site
from tests.posts.desk import change, form, posts, press, revisions, some_authors, the_post, write
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.html import attributes, fields, only, page, texts

WORD = "periwinkle"
LISTS = ("/", "/tags/", "/tags/sea", "/@ada")
FORMS = ("/posts/tides", "/posts/tides.md", "/posts/tides.json")


def seen(app) -> dict[str, bool]:
    """Of every address, whether a visitor finds the post there: as a page and as htmx asks for it."""
    found = {}
    for headers in ({}, PARTIAL):
        for address in (*LISTS, *FORMS):
            answer = app.test_client().get(address, headers=headers)
            assert answer.status_code in (200, 404), address
            found[f"{address} {bool(headers)}"] = answer.status_code == 200 and (
                "tides" in answer.text or "/tags/sea" in answer.text
            )
    return found


def hides(app) -> bool:
    return not any(seen(app).values())


def shows(app) -> bool:
    return all(seen(app).values())


def counts() -> dict[str, int]:
    db.session.expire_all()
    tags = {tag.name: tag.post_count for tag in db.session.scalars(db.select(Tag))}
    return tags | {"ada": db.session.scalar(db.select(User.post_count).where(User.username == "ada"))}


def ahead(days: int) -> str:
    return (utcnow() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def draft(client) -> str:
    return write(client, "Tides", f"A {WORD}.", tags="Sea")


def bare(client, address: str, **more: str):
    """Press a button that stands outside the form: it sends its token alone."""
    return post(client, address, more)


def test_auz_06_07_a_draft_is_found_nowhere(staff, ada):
    draft(ada)

    assert hides(staff)


def test_publishing_from_the_form_takes_along_what_is_typed(staff, ada):
    draft(ada)
    hides(staff)  # and now stands in the cache

    answer = press(ada, "/posts/tides/publish", form(ada, "/posts/tides/edit", body="At last."))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/posts/tides")
    assert shows(staff)
    assert texts(page(staff.test_client().get("/posts/tides")), ".prose p") == ["At last."]
    assert texts(page(ada.get("/posts/tides")), "#toasts .toast") == ["Published."]
    with staff.app_context():
        assert counts() == {"Sea": 1, "ada": 1}
        assert [row.number for row in revisions()] == [1, 2]


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
def test_a_bare_button_publishes_the_text_as_it_stands(staff, ada, headers):
    draft(ada)
    button = only(page(ada.get("/posts/tides")), ".tools form[action='/posts/tides/publish']")

    answer = post(ada, button.attributes["action"], headers=headers, follow_redirects=True)

    assert texts(page(answer), ".toast") == ["Published."]
    assert texts(page(answer), "article .prose p") == [f"A {WORD}."]
    assert shows(staff)
    with staff.app_context():
        assert (the_post().version, len(revisions())) == (1, 1)


def test_publishing_twice_keeps_the_first_date_and_counts_once(staff, ada):
    draft(ada)
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):
        client = signed_in(staff, "ada")
        bare(client, "/posts/tides/publish")
    with time_machine.travel(datetime(2030, 1, 2, tzinfo=UTC), tick=False):
        again = signed_in(staff, "ada")

        bare(again, "/posts/tides/publish")

    with staff.app_context():
        assert the_post().published_at == datetime(2030, 1, 1, tzinfo=UTC)
        assert counts() == {"Sea": 1, "ada": 1}


def test_an_unpublished_post_is_gone_from_everywhere_and_can_come_back(staff, ada):
    draft(ada)
    bare(ada, "/posts/tides/publish")
    assert shows(staff)

    bare(ada, "/posts/tides/unpublish")

    assert hides(staff)
    assert texts(page(ada.get("/posts/tides")), ".tools strong") == ["Draft"]
    with staff.app_context():
        assert counts() == {"Sea": 0, "ada": 0}
    bare(ada, "/posts/tides/publish")
    assert shows(staff)
    with staff.app_context():
        assert counts() == {"Sea": 1, "ada": 1}


def test_unpublishing_from_the_form_takes_along_what_is_typed(staff, ada):
    draft(ada)
    bare(ada, "/posts/tides/publish")

    press(ada, "/posts/tides/unpublish", form(ada, "/posts/tides/edit", body="Not yet."))

    assert hides(staff)
    assert form(ada, "/posts/tides/edit")["body"] == "Not yet."


def test_other_tags_move_the_counts_along(staff, ada):
    draft(ada)
    bare(ada, "/posts/tides/publish")
    version = site_version(staff)

    change(ada, "tides", tags="Moon")

    with staff.app_context():
        assert counts() == {"Sea": 0, "Moon": 1, "ada": 1}
    assert site_version(staff) > version
    assert staff.test_client().get("/tags/sea").status_code == 404
    assert texts(page(staff.test_client().get("/tags/moon")), "#feed h2") == ["Tides"]


def site_version(app) -> int:
    with app.app_context():
        return db.session.scalar(db.select(Site.version))


@pytest.mark.parametrize(("part", "state"), [("publish", "published"), ("schedule", "scheduled")])
def test_a_new_text_can_be_published_or_scheduled_at_once_and_makes_one_post(staff, ada, part, state):
    sent = form(ada, title="Tides", body="x", publish_at=ahead(30))

    answers = [press(ada, f"/posts/new/{part}", sent) for _ in range(3)]

    assert [answer.headers["Location"] for answer in answers] == ["/posts/tides"] * 3
    with staff.app_context():
        (only_post,) = posts()
        assert (only_post.published_at > utcnow()) == (state == "scheduled")
        assert len(revisions()) == 1


def test_a_new_text_cannot_be_unpublished(staff, ada):
    answer = press(ada, "/posts/new/unpublish", form(ada, title="Tides"))

    assert answer.status_code == 404
    with staff.app_context():
        assert posts() == []


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "fragment"])
@pytest.mark.parametrize(
    "moment",
    ["", "2020-01-01T10:00", "soon", "2100-13-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59"],
)
def test_a_moment_that_cannot_be_is_told_and_the_text_kept(staff, ada, moment, headers):
    draft(ada)
    sent = form(ada, "/posts/tides/edit", body="Kept.", publish_at=moment)

    answer = press(ada, "/posts/tides/schedule", sent, headers=headers)

    tree = page(answer)
    assert answer.status_code == 422
    assert only(tree, "#publish_at-error").text().strip()
    assert attributes(tree, "[autofocus]", "name") == ["publish_at"]
    assert (fields(tree)["body"], fields(tree)["publish_at"]) == ("Kept.", moment)
    assert attributes(tree, "#publish_at", "aria-describedby") == ["publish_at-hint publish_at-error"]
    with staff.app_context():
        assert (the_post().published_at, the_post().version) == (None, 1)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_no_moment_falls_off_the_calendar_in_any_zone(make_app, zone, moment):
    app = make_app(BLOG_TIMEZONE=zone)
    with app.app_context():
        some_authors()
    client = signed_in(app, "ada")

    answer = press(client, "/posts/new/schedule", form(client, title="Tides", publish_at=moment))

    assert answer.status_code == 422


def test_a_scheduled_post_appears_when_its_time_has_come_though_no_worker_runs(make_app):
    app = make_app(BLOG_TIMEZONE="Europe/Berlin")
    with time_machine.travel(datetime(2030, 6, 1, 9, 0, tzinfo=UTC), tick=False) as clock:
        with app.app_context():
            some_authors()
        client = signed_in(app, "ada")
        draft(client)
        sent = form(client, "/posts/tides/edit", publish_at="2030-06-01T12:00")

        answer = press(client, "/posts/tides/schedule", sent)

        assert answer.status_code == 303
        assert texts(page(client.get("/posts/tides")), ".tools strong") == ["Scheduled"]
        assert form(client, "/posts/tides/edit")["publish_at"] == "2030-06-01T12:00"
        assert attributes(page(client.get("/drafts")), ".rows time", "datetime") == [
            "2030-06-01T12:00:00+02:00"
        ]
        with app.app_context():
            assert the_post().published_at == datetime(2030, 6, 1, 10, 0, tzinfo=UTC)
        assert hides(app)
        clock.shift(timedelta(minutes=59, seconds=59))
        assert hides(app)
        clock.shift(timedelta(seconds=1))
        assert shows(app)
        with app.app_context():
            assert counts() == {"Sea": 1, "ada": 1}


def test_a_scheduled_post_can_be_scheduled_anew_published_or_taken_back(staff, ada):
    draft(ada)
    bare(ada, "/posts/tides/schedule", publish_at=ahead(30))
    bare(ada, "/posts/tides/schedule", publish_at=ahead(20))
    with staff.app_context():
        assert the_post().published_at < utcnow() + timedelta(days=21)

    bare(ada, "/posts/tides/unpublish")
    with staff.app_context():
        assert the_post().published_at is None

    bare(ada, "/posts/tides/schedule", publish_at=ahead(30))
    bare(ada, "/posts/tides/publish")
    assert shows(staff)
