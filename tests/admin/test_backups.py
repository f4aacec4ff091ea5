"""What admins see of the backups, and the one that they ask for."""

from datetime import timedelta

import pytest

from blog.backups import keeping
from blog.backups.models import Backup
from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.site import disk, jobs
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.html import only, page, texts

ROWS = ".backup-rows > li"


def see(client, **options):
    return page(client.get("/admin/backups", **options))


def work(app) -> None:
    """Let the site do what it was asked for."""
    with app.app_context():
        begin_read_only(False)
        jobs.run_due()


@pytest.fixture
def noted(app):
    """Note a backup of another machine: `noted(problem="damaged")`."""

    def write(**details) -> None:
        made_at = utcnow() - timedelta(days=1)
        values = {
            "machine": "web-2",
            "path": "/far/b.zip",
            "reason": "nightly",
            "size": 2_340_000,
            "made_at": made_at,
        }
        with app.app_context():
            db.session.add(Backup(**{**values, **details}))
            db.session.commit()

    return write


def test_at_first_there_is_none_and_a_button(admin):
    tree = see(admin)

    assert texts(tree, "#there + p") == ["None yet. The first one is made within an hour, by itself."]
    assert texts(tree, "#backups form button") == ["Back up now"]
    assert "No backup has been made and checked yet." in texts(page(admin.get("/admin")), ".lead")


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "htmx"])
def test_the_button_has_one_made_and_the_page_says_how_it_goes(app, admin, headers):
    answer = post(admin, "/admin/backups", form="/admin/backups", headers=headers)
    making = see(admin)
    again = post(admin, "/admin/backups", follow_redirects=True)
    work(app)
    done = see(admin)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/backups")
    assert only(making, ".making a").attributes["href"] == "/admin/backups"
    assert making.css("#backups form") == []
    assert "A backup is being made already." in again.text
    assert done.css(".making") == []
    [row] = texts(done, ROWS)
    assert "By hand" in row
    assert "Restores" in row
    assert texts(page(admin.get("/admin")), ".lead")[-1].startswith("The last backup that restores is of")


def test_what_went_wrong_is_said_in_words(app, admin, monkeypatch):
    monkeypatch.setattr(disk, "LEAST", 10**18)
    post(admin, "/admin/backups")
    work(app)

    tree = see(admin)

    assert "attempt failed. There is too little room in" in only(tree, "[role=alert]").text()
    assert "The latest attempt failed." in texts(page(admin.get("/admin")), ".lead")[-1]
    monkeypatch.undo()
    post(admin, "/admin/backups")
    work(app)
    assert see(admin).css("[role=alert]") == []


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"checked_at": utcnow()}, "Restores Checked"),
        ({"checked_at": utcnow(), "problem": "it is <damaged>"}, "Does not restore It is <damaged>."),
        ({}, "Not checked yet"),
        ({"checked_at": utcnow(), "missing": 2}, "2 picture files were not there when it was made."),
        ({"reason": "upgrade"}, "Before an upgrade · 2.3 MB · on web-2"),
    ],
)
def test_each_says_what_is_known_of_it(admin, noted, details, words):
    noted(**details)

    [row] = texts(see(admin), ROWS)

    assert words in row
    assert "/far/b.zip" in row


def test_one_from_the_future_is_not_taken_for_the_newest(admin, noted):
    noted(checked_at=utcnow(), path="/far/real.zip")
    noted(checked_at=utcnow(), path="/far/ahead.zip", made_at=utcnow() + timedelta(days=700))

    first, last = texts(see(admin), ROWS)

    assert ("real.zip" in first, "ahead.zip" in last) == (True, True)
    lead = texts(page(admin.get("/admin")), ".lead")[-1]
    assert f"{utcnow() - timedelta(days=1):%Y}" in lead
    assert f"{utcnow() + timedelta(days=700):%Y}" not in lead


def test_one_whose_file_is_gone_says_so(app, admin):
    post(admin, "/admin/backups")
    work(app)
    [file] = (app.config["DATA_DIR"] / "backups").iterdir()
    file.unlink()

    assert "Gone The file is no longer there." in texts(see(admin), ROWS)[0]


def test_there_is_a_path_and_no_download(app, admin):
    post(admin, "/admin/backups")
    work(app)
    tree = see(admin)

    assert str(app.config["DATA_DIR"] / "backups") in texts(tree, "#backups code")
    assert tree.css("#backups section a") == []


def test_htmx_gets_the_list_alone(admin):
    tree = see(admin, headers=PARTIAL)

    assert only(tree, "#backups")
    assert tree.css("header, h1") == []


def test_auz_24_only_admins_get_in(app, client, editor):
    assert client.get("/admin/backups").headers["Location"] == "/login?next=/admin/backups"
    for other in (editor, signed_in(app, "ada")):
        assert other.get("/admin/backups").status_code == 403
        assert post(other, "/admin/backups").status_code == 403
    with app.app_context():
        assert db.session.scalars(db.select(jobs.Job).where(jobs.Job.kind == keeping.HAND_JOB)).all() == []
