"""The self-check: one line for each fault, and each fault really made."""

import os
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from blog.backups import ledger
from blog.backups.models import Backup
from blog.database import utcnow
from blog.extensions import db
from blog.media import storage
from blog.media.models import Media
from blog.site import disk
from blog.site.jobs import Job
from blog.sqlite import sqlite_module
from tests.support.factories import a_post
from tests.support.mailbox import mailbox
from tests.support.server import free_port

once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def doctor(app):
    """Run the command on a site; return (exit code, lines)."""

    def run(*arguments: str, site=app) -> tuple[int, list[str]]:
        result = site.test_cli_runner().invoke(args=["doctor", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result.exit_code, result.output.splitlines()

    return run


def about(lines: list[str], check: str) -> list[str]:
    return [line for line in lines if line.startswith(f"{check}: ")]


def test_a_site_that_is_well_is_told_what_was_looked_at(doctor):
    code, lines = doctor()

    assert (code, lines[-1]) == (0, "All is well.")
    names = [line.split("  ")[0].strip() for line in lines[:-1]]
    assert names == [
        *("settings", "files", "programs", "disk", "file system", "database", "migrations", "clock"),
        *("jobs", "mail", "pictures", "search", "backups"),
    ]


@once
def test_it_says_that_printed_mail_reaches_nobody_and_is_content(doctor):
    code, lines = doctor()

    assert code == 0
    assert [line for line in lines if "reaches nobody" in line]


@once
@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"BLOG_BASE_URL": "http://blog.example.org"}, "not https"),
        ({"BLOG_BASE_URL": "https://blog.example.org"}, "BLOG_PROXY_HOPS"),
        ({"BLOG_SECRET_KEY_FALLBACKS": '["short"]'}, "BLOG_SECRET_KEY_FALLBACKS"),
    ],
)
def test_cfg_06_07_unwise_settings_are_told(doctor, make_app, changes, word):
    code, lines = doctor(site=make_app(**changes))

    [line] = lines
    assert (code, word in line, line.startswith("settings: ")) == (1, True, True)


@once
def test_a_well_set_production_site_is_content(doctor, make_app):
    site = make_app(BLOG_BASE_URL="https://blog.example.org", BLOG_PROXY_HOPS="1")

    assert doctor(site=site)[0] == 0


@once
def test_files_that_others_can_reach_are_told_with_the_command_that_mends_it(doctor, app, tmp_path):
    data = app.config["DATA_DIR"]
    (data / "secret_key").touch(0o644)
    data.chmod(0o755)
    tmp_path.chmod(0o755)
    (tmp_path / "blog.db").chmod(0o644)

    code, lines = doctor()

    told = about(lines, "files")
    assert (code, len(told)) == (1, len(lines))
    for mode, path in (("700", data), ("600", data / "secret_key"), ("600", tmp_path / "blog.db")):
        assert [line for line in told if line.endswith(f"run: chmod {mode} {path}")]


@once
def test_a_file_that_another_user_left_behind_is_told(doctor, app):
    key = app.config["DATA_DIR"] / "secret_key"
    if os.getuid() == 0:
        key.touch(0o600)
        os.chown(key, 65534, 65534)
    else:
        key.symlink_to("/etc/passwd")  # which is root's

    code, lines = doctor()

    assert code == 1
    assert [line for line in lines if f"chown --reference={key.parent} {key}" in line]


@once
def test_a_full_disk_is_told(doctor, monkeypatch):
    monkeypatch.setattr(disk, "LEAST", 1 << 62)

    code, lines = doctor()

    assert code == 1
    assert about(lines, "disk") == lines


def test_a_database_that_does_not_answer_is_one_line_for_each_check_and_no_password(doctor, make_app):
    url = f"postgresql://blog:hunter2@127.0.0.1:{free_port()}/blog"

    code, lines = doctor(site=make_app(BLOG_DATABASE_URL=url))

    assert code == 1
    assert {line.partition(": ")[0] for line in lines} == {
        *("database", "migrations", "clock", "jobs", "pictures", "search", "backups")
    }
    assert [line for line in lines if "hunter2" in line or "Traceback" in line] == []


@once
def test_a_damaged_file_is_told(doctor, app, tmp_path):
    with app.app_context():
        a_post("First")
        db.engine.dispose()
    file = tmp_path / "blog.db"
    connection = sqlite_module.connect(file)
    [(page,)] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_media_owner_id'")
    connection.close()
    with file.open("r+b") as content:
        content.seek((page - 1) * 4096)
        content.write(b"scratched" * 100)

    code, lines = doctor()

    assert (code, about(lines, "database")) == (1, lines)
    assert "the database file is damaged" in lines[0]


@once
def test_rows_that_lead_nowhere_are_told(doctor, app, tmp_path):
    with app.app_context():
        a_post("First")
    connection = sqlite_module.connect(tmp_path / "blog.db")
    connection.execute("DELETE FROM users")
    connection.commit()
    connection.close()

    code, lines = doctor()

    assert code == 1
    assert [line for line in about(lines, "database") if "refers to a row of users that is gone" in line]


def test_a_database_that_was_not_migrated_is_told(doctor, app):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    code, lines = doctor()

    [line] = about(lines, "migrations")
    assert (code, "flask --app main db upgrade" in line) == (1, True)


def test_a_clock_that_stands_before_what_is_stored_is_told(doctor, app):
    with app.app_context():
        a_post("First")

    with time_machine.travel(utcnow() - timedelta(days=2)):
        code, lines = doctor()

    assert code == 1
    assert [line for line in about(lines, "clock") if "before what was stored" in line]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_clock_apart_from_the_database_server_s_is_told(doctor):
    with time_machine.travel(utcnow() + timedelta(minutes=10)):
        code, lines = doctor()

    [line] = about(lines, "clock")
    assert (code, "ahead of the database server's" in line) == (1, True)


def test_jobs_that_nobody_does_are_told(doctor, app):
    with app.app_context():
        db.session.add(Job(kind="mail", payload={}, run_at=utcnow() - timedelta(hours=1)))
        db.session.add(
            Job(kind="mail", payload={}, run_at=utcnow(), failed_at=utcnow(), error="refused (550)")
        )
        db.session.commit()

    code, [line] = doctor()

    assert (code, line.startswith("jobs: jobs are not done since")) == (1, True)


@once
def test_what_was_given_up_is_worth_a_word(doctor, app):
    with app.app_context():
        db.session.add(Job(kind="mail", payload={}, run_at=utcnow(), failed_at=utcnow(), error="full (552)"))
        db.session.commit()

    code, lines = doctor()

    assert code == 0
    assert [line for line in lines if "given up: 1, the last one mail (full (552))" in line]


@once
def test_a_mail_server_that_answers_is_content_and_gets_no_mail(doctor, make_app):
    with mailbox(auth_require_tls=False) as box:
        code, lines = doctor(site=make_app(BLOG_MAIL_URL=box.url("blog:p%40ss%2Fword@")))

        assert (code, box.messages) == (0, [])
        assert [line for line in lines if f"127.0.0.1:{box.port} answers, and knows the password" in line]


@once
def test_cfg_14_a_wrong_password_of_mail_is_told_without_it(doctor, make_app):
    with mailbox(auth_require_tls=False) as box:
        code, [line] = doctor(site=make_app(BLOG_MAIL_URL=box.url("blog:hunter2@")))

    assert (code, line.startswith("mail: "), "hunter2" in line) == (1, True, False)


@once
def test_flt_11_a_mail_server_that_is_down_is_told(doctor, make_app):
    code, [line] = doctor(site=make_app(BLOG_MAIL_URL=f"smtp://127.0.0.1:{free_port()}"))

    assert (code, line.startswith("mail: no mail through 127.0.0.1:")) == (1, True)


@once
def test_a_folder_for_mail_that_is_gone_is_told(doctor, make_app, tmp_path):
    site = make_app(BLOG_MAIL_URL=f"file:{tmp_path}/mail")
    (tmp_path / "mail").rmdir()

    code, [line] = doctor(site=site)

    assert (code, "cannot be written to" in line) == (1, True)


def test_pictures_and_rows_that_lost_each_other_are_told(doctor, app):
    lost, orphan = "a" * 26, "b" * 26
    with app.app_context():
        storage.of(app).write(f"{orphan}.webp", b"RIFF")
        row = Media(key=lost, extension="webp", media_type="image/webp", width=1, height=1, size=1)
        row.filename = "lost.webp"
        db.session.add(row)
        db.session.commit()

    code, lines = doctor()

    assert code == 1
    assert [line.startswith("pictures: one file is") for line in lines] == [True, True]
    assert ["missing" in lines[0], lost in lines[0]] == [True, True]
    assert ["in no row" in lines[1], orphan in lines[1]] == [True, True]


def test_posts_that_cannot_be_found_are_told(doctor, app):
    with app.app_context():
        a_post("First")
        db.session.execute(text("DELETE FROM search_posts"))
        db.session.commit()

    code, [line] = doctor()

    assert (code, line) == (1, "search: posts that cannot be found: 1; run: flask --app main search rebuild")


@once
def test_backups_that_are_old_or_broken_are_told(doctor, app):
    path = app.config["DATA_DIR"] / "old.zip"
    path.touch()
    made = utcnow() - timedelta(days=3)
    kept = {"machine": ledger.machine(), "reason": "nightly", "size": 1, "checked_at": utcnow()}
    with app.app_context():
        db.session.add(Backup(path=str(path), made_at=made, **kept))
        db.session.add(Backup(path=str(path) + ".2", made_at=utcnow(), problem="3 rows differ", **kept))
        db.session.commit()

    code, lines = doctor()

    assert (code, about(lines, "backups")) == (1, lines)
    assert ["3 rows differ" in lines[0], "more than 2 days ago" in lines[1]] == [True, True]


def test_it_changes_nothing(doctor, app):
    def tables() -> dict:
        with app.app_context():
            names = db.metadata.tables
            return {name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in names}

    before = tables()
    doctor()

    assert tables() == before


def test_it_says_how_to_use_it(doctor):
    code, lines = doctor("--help")

    assert (code, lines[0].startswith("Usage: ")) == (0, True)
    assert [line for line in lines if "--url" in line]
