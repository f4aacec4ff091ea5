"""From a site to a file, and from there to a new host: everything comes along, on either database."""

import json
from zipfile import ZipFile

import pytest
from sqlalchemy import inspect, text

from blog.accounts.models import User, UserSession
from blog.backups import tables
from blog.backups.tables import LEFT_OUT
from blog.extensions import db
from blog.posts.models import Post
from blog.site.jobs import Job
from blog.site.models import Site
from tests.backups.content import content, pictures
from tests.support.factories import a_post
from tests.support.html import page, texts


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_flt_18_a_backup_restores_on_a_new_host_to_equal_content(site, backup, bare, run, target):
    new = bare(target)
    said = run(new, "restore", backup)

    assert content(new) == content(site)
    assert pictures(new) == pictures(site) != {}
    assert "Everybody signs in again" in said
    assert backup.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_the_restored_site_works_and_goes_on_numbering(backup, bare, run, target):
    new = bare(target)
    run(new, "restore", backup)

    with new.app_context():
        newest = a_post("A new one").id
        assert newest == db.session.scalar(db.select(db.func.max(Post.id)))
    found = page(new.test_client().get("/search?q=engines"))

    assert texts(found, "main article h2")[0] == "Of engines"


def test_flt_18_nobody_stays_signed_in_and_no_mail_is_sent_twice(site, backup, bare, run):
    new = bare()
    run(new, "restore", backup)

    with site.app_context():
        assert db.session.scalars(db.select(UserSession)).all() != []
        old = db.session.scalar(db.select(Site.version))
    with new.app_context():
        assert db.session.scalars(db.select(UserSession)).all() == []
        assert db.session.scalars(db.select(Job.kind).where(Job.kind == "mail")).all() == []
        assert (
            db.session.scalar(db.select(User.totp_secret).where(User.username == "ada")) == "JBSWY3DPEHPK3PXP"
        )
        assert db.session.scalar(db.select(Site.version)) > old + 1000  # no cache takes old pages for new


def test_null_in_json_and_no_json_at_all_are_told_apart(site, backup, bare, run):
    new = bare("postgresql")
    run(new, "restore", backup)

    def kinds(app):
        with app.app_context():
            return db.session.execute(text("SELECT slug, cover IS NULL FROM posts ORDER BY slug")).all()

    assert kinds(new) == kinds(site)
    assert {bool(absent) for _, absent in kinds(site)} == {False, True}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_postgresql_takes_in_no_text_is_replaced_and_said(site, bare, run, tmp_path):
    with site.app_context():
        db.session.execute(text("UPDATE users SET bio = 'a' || char(0) || 'b' WHERE username = 'ada'"))
        db.session.commit()
    run(site, "backup", tmp_path / "nul.zip")
    new, same = bare("postgresql"), bare("sqlite")

    said = run(new, "restore", tmp_path / "nul.zip")
    assert "note" not in run(same, "restore", tmp_path / "nul.zip")

    assert "in 1 row of users NUL characters became" in said
    for app, bio in ((new, "a\ufffdb"), (same, "a\0b")):
        with app.app_context():
            assert db.session.scalar(db.select(User.bio).where(User.username == "ada")) == bio


def test_every_table_is_in_a_backup_or_on_the_list_of_what_is_left_out(site, backup):
    with site.app_context(), db.engine.connect() as connection:
        found = {name for name in inspect(connection).get_table_names() if tables.is_kept(name)}
        empty = [table.name for table in tables.stored(connection) if not tables.count(connection, table)]
    with ZipFile(backup) as archive:
        told = json.loads(archive.read("manifest.json"))

    assert found | LEFT_OUT.keys() == {*db.metadata.tables, "alembic_version"}
    assert not found & LEFT_OUT.keys()
    assert set(told["tables"]) == found
    assert told["left_out"] == LEFT_OUT
    assert empty == []  # else these tests would show nothing of them


def test_the_manifest_comes_last_and_files_without_a_row_stay_behind(site, run, tmp_path):
    stored = pictures(site)
    orphan = site.config["DATA_DIR"] / "media" / "zz" / f"{'z' * 26}.webp"
    orphan.parent.mkdir()
    orphan.write_bytes(b"nobody's")
    run(site, "backup", tmp_path / "b.zip")

    with ZipFile(tmp_path / "b.zip") as archive:
        names = archive.namelist()

    assert names[-1] == "manifest.json"
    assert {name.removeprefix("media/") for name in names if name.startswith("media/")} == set(stored)


def test_a_file_that_is_missing_is_told_and_noted(site, bare, run, tmp_path):
    lost = min(pictures(site))
    (site.config["DATA_DIR"] / "media" / lost[:2] / lost).unlink()

    said = run(site, "backup", tmp_path / "b.zip")
    new = bare()
    restored = run(new, "restore", tmp_path / "b.zip")

    assert f"not there, so not in the backup either: {lost}" in said
    assert lost in restored
    assert pictures(new) == pictures(site)


def test_into_a_folder_it_is_named_by_the_date_and_nothing_is_overwritten(site, run, tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()

    run(site, "backup", folder)
    run(site, "backup", folder)
    [first, second] = sorted(folder.iterdir())
    before = first.read_bytes()

    assert "exists already" in run(site, "backup", first, code=1)
    assert first.read_bytes() == before
    assert second.name.startswith("quire-20")
    assert len(list(folder.iterdir())) == 2
