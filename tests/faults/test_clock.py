"""FLT-13: the clock jumps a day, forth and back. Nothing breaks, nothing is lost, nobody is locked out."""

from datetime import timedelta

import pytest

from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.posts.drafts import Draft
from blog.site import jobs, throttles
from tests.posts.desk import autosave, change, form, write
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_post, a_token
from tests.support.html import page, texts

DAY = timedelta(days=1)


@pytest.fixture
def jump(time_machine):
    """Set the clock to another time, from which it goes on."""
    return lambda by: time_machine.move_to(utcnow() + by)


@pytest.mark.parametrize("jumps", [(DAY, -DAY), (-DAY, DAY)], ids=["ahead", "behind"])
def test_flt_13_pages_sessions_and_saving_survive_a_clock_that_jumps(site, client, jump, jumps):
    ada = signed_in(site, "ada", remember="1")
    sent = form(ada, title="Tides", body="At noon.")
    said = []
    for number, by in enumerate(jumps):
        jump(by)
        said += [ada.get(address).status_code for address in ("/", "/posts/first", "/drafts", "/archive")]
        said += [client.get(address).status_code for address in ("/", "/posts/first", "/feed.atom")]
        sent["body"] = f"After jump {number}."
        said.append(autosave(ada, "new", sent, headers=PARTIAL).status_code)
        saved = change(ada, "first", body=f"Saved after jump {number}.")
        said.append(200 if saved.status_code == 303 else saved.status_code)

    with site.app_context():
        kept = db.session.scalars(db.select(Draft.body).where(Draft.post_id.is_(None))).all()
    assert set(said) == {200}
    assert kept == ["After jump 1."]
    assert "Saved after jump 1." in client.get("/posts/first").text


def test_flt_13_a_session_that_was_not_to_be_remembered_ends_with_its_day(site, jump):
    ada = signed_in(site, "ada")

    jump(DAY + timedelta(minutes=1))

    assert ada.get("/drafts").status_code == 303


def test_flt_13_a_link_from_mail_ends_in_time_and_not_before(site, client, jump):
    with site.app_context():
        link = a_token("reset", 1, lifetime=timedelta(minutes=30))

    jump(-DAY)
    early = client.get(f"/reset/{link}").status_code
    jump(2 * DAY)
    late = client.get(f"/reset/{link}").status_code

    assert (early, late) == (200, 404)


def test_flt_13_whoever_was_slowed_down_ahead_of_time_is_not_shut_out_for_a_day(site, jump):
    with site.app_context():
        jump(DAY)
        for _ in range(11):
            throttles.count("login", 300)
        jump(-DAY)
        counted, wait = throttles.count("login", 300)

    assert (counted, wait <= 300) == (1, True)


def test_flt_13_posts_of_one_moment_stand_in_the_order_they_came(site, client):
    moment = utcnow() - DAY
    with site.app_context():
        for title in ("One", "Two", "Three"):
            a_post(title, published_at=moment, authors=("ada",))

    assert texts(page(client.get("/")), "article h2")[:3] == ["Three", "Two", "One"]


@pytest.mark.parametrize("by", [DAY, -DAY], ids=["ahead", "behind"])
def test_flt_13_jobs_are_done_whatever_the_clock_did(site, jump, by):
    with site.app_context():
        begin_read_only(False)
        jobs.schedule()
        jump(by)
        jobs.schedule()
        jobs.run_due()
        failed = db.session.scalars(db.select(jobs.Job.error).where(jobs.Job.error != "")).all()

    assert failed == []


def test_flt_13_what_was_published_ahead_of_time_appears_in_time(site, client, jump):
    jump(DAY)
    ada = signed_in(site, "ada")
    slug = write(ada, "Early", "Of tomorrow.")
    published = post(ada, f"/posts/{slug}/publish", form="/posts/first/edit")
    seen = client.get(f"/posts/{slug}").status_code

    jump(-DAY)
    back = [client.get(address).status_code for address in ("/", f"/posts/{slug}")]
    jump(DAY + timedelta(minutes=1))

    assert (published.status_code, seen) == (303, 200)
    assert back[0] == 200
    assert back[1] in (200, 404)
    assert client.get(f"/posts/{slug}").status_code == 200
