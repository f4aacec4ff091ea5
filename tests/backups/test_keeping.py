"""Backups that the site makes by itself: when, which of them stay, and what is known of them."""

import os
import resource
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, text

from blog.backups import files, keeping, ledger, retention
from blog.backups.files import HAND, NIGHTLY, UPGRADE, name
from blog.backups.ledger import Entry
from blog.backups.models import Backup
from blog.database import begin_read_only, utcnow
from blog.extensions import db
from blog.site import disk, jobs
from blog.site.jobs import running
from blog.site.jobs.models import CLAIM
from tests.backups.content import content

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2024, 3, 15, 2, 30, tzinfo=UTC)  # half past three in Berlin


def entry(made_at: datetime, reason: str = NIGHTLY, **details) -> Entry:
    return Entry("here", f"/b/{made_at:%m-%d-%H-%M}-{reason}", reason, 10, made_at, **details)


def ran(app, kind: str) -> None:
    """Let the site do its jobs of that kind, now."""
    with app.app_context():
        begin_read_only(False)
        jobs.schedule()
        db.session.execute(text("UPDATE jobs SET run_at = created_at WHERE kind = :kind"), {"kind": kind})
        db.session.execute(text("DELETE FROM jobs WHERE kind != :kind"), {"kind": kind})
        db.session.commit()
        jobs.run_due()


def asked(app) -> bool:
    with app.app_context():
        begin_read_only(False)
        new = keeping.ask()
        db.session.commit()
    return new


def known(app) -> list[Backup]:
    with app.app_context():
        return list(db.session.scalars(db.select(Backup).order_by(Backup.id)))


def folder(app) -> Path:
    return app.config["DATA_DIR"] / "backups"


def entries(app) -> list[Entry]:
    with app.app_context(), db.engine.connect() as connection:
        return ledger.entries(connection, folder(app))


def attempt(app) -> jobs.Job:
    """The job that failed, or waits for its next turn."""
    with app.app_context():
        return db.session.scalars(db.select(jobs.Job)).one()


def unchecked(app) -> None:
    """Let nothing be known of any backup but that it is there."""
    with app.app_context():
        begin_read_only(False)
        db.session.execute(db.update(Backup).values(checked_at=None))
        db.session.commit()


def aged(path: Path, days: float) -> Path:
    """Let a file have been written so long ago."""
    moment = (utcnow() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


@contextmanager
def short_files(size: int):
    """Let no file that this process writes grow beyond that, as a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_it_is_due_once_a_night_in_the_zone_of_the_site():
    evening, night = entry(NIGHT - timedelta(hours=6)), entry(NIGHT)

    assert keeping.is_due([], NIGHT, BERLIN)
    assert keeping.is_due([evening], NIGHT, BERLIN)
    assert not keeping.is_due([night, evening], NIGHT + timedelta(hours=20), BERLIN)
    assert not keeping.is_due([evening], NIGHT - timedelta(hours=1), BERLIN)
    assert keeping.is_due([night], NIGHT + timedelta(days=1), BERLIN)
    assert keeping.is_due([entry(NIGHT, HAND)], NIGHT, BERLIN)


def test_of_the_nightly_ones_seven_days_and_four_weeks_stay():
    nights = [entry(NIGHT - timedelta(days=day)) for day in range(60)]

    kept = [each.made_at for each in nights if each not in retention.expired(nights, BERLIN)]

    assert [(NIGHT - when).days for when in kept] == [0, 1, 2, 3, 4, 5, 6, 12, 19]
    assert len({when.strftime("%G-%V") for when in kept}) == 4


def test_the_last_one_that_restores_never_goes_nor_does_what_people_made():
    checked = utcnow()
    nights = [entry(NIGHT - timedelta(days=day), checked_at=checked, problem="damaged") for day in range(60)]
    good = entry(NIGHT - timedelta(days=90), checked_at=checked)
    older = entry(NIGHT - timedelta(days=91), checked_at=checked)
    hand = [entry(NIGHT - timedelta(days=day), HAND) for day in range(100, 120)]
    upgrades = [entry(NIGHT - timedelta(days=day), UPGRADE) for day in range(5)]
    everything = sorted([*nights, good, older, *hand, *upgrades], key=lambda each: each.made_at, reverse=True)

    gone = retention.expired(everything, BERLIN)

    assert set(gone) == {*nights[7:], *upgrades[3:]}  # those that are damaged shall be seen for a while


def test_the_site_makes_one_by_night_checks_it_and_notes_it(site):
    ran(site, keeping.NIGHTLY_JOB)
    ran(site, keeping.NIGHTLY_JOB)

    [row] = known(site)
    assert (row.reason, row.problem, row.missing) == (NIGHTLY, "", 0)
    assert row.checked_at >= row.made_at
    assert [str(path) for path in folder(site).iterdir()] == [row.path]
    assert Path(row.path).stat().st_size == row.size


def test_one_is_made_on_demand_and_no_second_while_it_waits(site):
    assert asked(site)
    assert not asked(site)
    ran(site, keeping.HAND_JOB)

    [row] = known(site)
    assert (row.reason, row.problem) == (HAND, "")
    assert asked(site)


def test_a_damaged_one_is_told_and_another_that_nobody_noted_is_checked_too(site, run, tmp_path):
    folder(site).mkdir()
    run(site, "backup", folder(site) / name(NIGHT, UPGRADE))
    (folder(site) / name(NIGHT - timedelta(days=1), NIGHTLY)).write_bytes(b"PK, or so")
    (folder(site) / "notes.zip").write_bytes(b"somebody else's")

    ran(site, keeping.NIGHTLY_JOB)

    problems = {Path(row.path).name: row.problem for row in known(site)}
    assert problems.pop(name(NIGHT, UPGRADE)) == ""
    assert (
        problems.pop(name(NIGHT - timedelta(days=1), NIGHTLY)) == "it is no zip file, or only a part of one"
    )
    assert list(problems.values()) == [""]  # that of last night
    assert (folder(site) / "notes.zip").exists()


def test_what_has_served_its_time_goes_with_its_row(site):
    folder(site).mkdir()
    old = [folder(site) / name(utcnow() - timedelta(days=day), NIGHTLY) for day in range(50, 60)]
    for path in old:
        path.write_bytes(b"old")
    draft = folder(site) / ".quire.zip.0123abcd.part"
    draft.write_bytes(b"half")

    ran(site, keeping.NIGHTLY_JOB)
    [row] = [row for row in known(site) if not row.problem]
    Path(row.path).unlink()
    asked(site)
    ran(site, keeping.HAND_JOB)

    damaged = [Path(row.path) for row in known(site) if row.problem]
    assert set(damaged) == set(old[:7])  # which shall be seen for a while
    assert [path.exists() for path in old] == [True] * 7 + [False] * 3
    assert draft.exists()  # it may be in the making
    assert [row.reason for row in known(site) if not row.problem] == [HAND]


def test_machines_that_share_a_database_make_one_a_night_and_leave_each_other_alone(site):
    elsewhere = {"machine": "web-2", "path": "/far/quire.zip", "size": 1}
    with site.app_context():
        db.session.add(Backup(**elsewhere, reason=NIGHTLY, made_at=utcnow()))
        db.session.add(Backup(**{**elsewhere, "path": "/far/old.zip"}, reason=HAND, made_at=NIGHT))
        db.session.commit()

    ran(site, keeping.NIGHTLY_JOB)

    assert [row.path for row in known(site)] == ["/far/quire.zip"]  # the other machine is long gone
    assert list(folder(site).iterdir()) == []


@pytest.mark.parametrize("kind", [keeping.NIGHTLY_JOB, keeping.HAND_JOB])
def test_where_there_is_no_room_the_job_says_so_and_leaves_nothing(site, monkeypatch, kind):
    asked(site)
    monkeypatch.setattr(disk, "LEAST", 10**18)

    ran(site, kind)

    with site.app_context():
        [job] = db.session.scalars(db.select(jobs.Job)).all()
    assert job.error.startswith("there is too little room in ")
    assert (job.failed_at is None) == (kind == keeping.NIGHTLY_JOB)
    assert list(folder(site).iterdir()) == []
    assert known(site) == []


def test_a_long_backup_renews_its_claim_while_it_is_made_and_checked(site, monkeypatch):
    monkeypatch.setattr(running, "EARLY", CLAIM * 2)  # as if each row took minutes
    renewals = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("UPDATE jobs SET claimed_until") and "attempts" not in statement:
            renewals.append(statement)

    asked(site)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        ran(site, keeping.HAND_JOB)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    [row] = known(site)
    rows = sum(map(len, content(site).values()))
    assert row.problem == ""
    assert len(renewals) >= 3 * rows  # written, restored, compared


def test_a_backup_that_seems_to_come_from_the_future_keeps_no_other_from_being_made(site, run):
    folder(site).mkdir()
    ahead = folder(site) / name(utcnow() + timedelta(days=200), NIGHTLY)
    run(site, "backup", ahead)
    early = entry(NIGHT + timedelta(minutes=50))  # by another machine's clock

    assert keeping.is_due([entry(NIGHT + timedelta(days=1))], NIGHT, BERLIN)
    assert not keeping.is_due([early], NIGHT, BERLIN)
    ran(site, keeping.NIGHTLY_JOB)
    ran(site, keeping.NIGHTLY_JOB)

    [newest, last] = entries(site)
    assert (newest.is_good, newest.made_at <= utcnow()) == (True, True)
    assert last.path == str(ahead)


def test_a_data_directory_that_goes_by_another_name_costs_no_backup(site, make_app, tmp_path):
    (tmp_path / "moved").symlink_to(site.config["DATA_DIR"])
    same = make_app(BLOG_DATA_DIR=str(tmp_path / "moved"))
    ran(site, keeping.NIGHTLY_JOB)
    asked(site)
    ran(site, keeping.HAND_JOB)
    before = sorted(path.name for path in folder(site).iterdir())

    for app in (same, site, same):
        ran(app, keeping.NIGHTLY_JOB)

    assert sorted(path.name for path in folder(site).iterdir()) == before
    assert len(before) == 2
    for app in (site, same):
        assert {each.path for each in entries(app)} == {str(folder(app) / name) for name in before}
        assert all(each.is_good for each in entries(app))


def test_two_rows_of_one_file_are_one_backup_and_go_with_it(site, tmp_path):
    folder(site).mkdir()
    (tmp_path / "link").symlink_to(folder(site))
    for day in range(40, 60):
        path = folder(site) / name(NIGHT - timedelta(days=day), NIGHTLY)
        path.write_bytes(b"old")
        with site.app_context(), db.engine.begin() as connection:
            for known_as in (path, tmp_path / "link" / path.name):
                told = Entry(ledger.machine(), str(known_as), NIGHTLY, 3, NIGHT - timedelta(days=day))
                ledger.note(connection, told)

    assert len(entries(site)) == 20
    ran(site, keeping.NIGHTLY_JOB)

    stands = {path.name for path in folder(site).iterdir()}
    assert len(stands) < 20
    assert {Path(row.path).name for row in known(site)} == stands


def test_only_in_its_own_folder_anything_is_removed(site, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with site.app_context(), db.engine.begin() as connection:
        for day in range(40, 60):
            path = elsewhere / name(NIGHT - timedelta(days=day), NIGHTLY)
            path.write_bytes(b"old")
            told = Entry(ledger.machine(), str(path), NIGHTLY, 3, NIGHT, checked_at=NIGHT)
            ledger.note(connection, told)

    ran(site, keeping.NIGHTLY_JOB)

    assert len(list(elsewhere.iterdir())) == 20
    assert len(known(site)) == 21


def test_a_machine_that_is_called_otherwise_after_a_deployment_is_the_same(site, monkeypatch):
    ran(site, keeping.NIGHTLY_JOB)
    [before] = entries(site)
    identity = site.config["DATA_DIR"] / "machine_id"
    monkeypatch.setattr(socket, "gethostname", lambda: "quire-7d9f")

    ran(site, keeping.NIGHTLY_JOB)
    after = entries(site)
    identity.unlink()

    assert after == [before]
    assert not before.machine.startswith("quire-7d9f")
    assert {each.is_here for each in entries(site)} == {True, False}  # found there, and noted elsewhere


def test_a_machine_is_known_by_its_name_alone_where_an_older_version_noted_that(site):
    ran(site, keeping.NIGHTLY_JOB)
    with site.app_context():
        begin_read_only(False)
        db.session.execute(db.update(Backup).values(machine=socket.gethostname()))
        db.session.commit()

    [only] = entries(site)

    assert (only.is_here, only.is_good) == (True, True)
    assert (site.config["DATA_DIR"] / "machine_id").stat().st_mode & 0o777 == 0o600


def test_a_disk_that_fails_for_a_while_condemns_no_backup_and_keeps_no_other_from_its_check(site, run):
    ran(site, keeping.NIGHTLY_JOB)
    [row] = known(site)
    path, aside = Path(row.path), site.config["DATA_DIR"] / "aside"
    unchecked(site)
    run(site, "backup", folder(site) / name(NIGHT, HAND))
    path.rename(aside)
    path.symlink_to(path)  # which can be neither looked at nor opened

    ran(site, keeping.NIGHTLY_JOB)
    failed = attempt(site).error
    found = {Path(row.path).name: (row.checked_at is None, row.problem) for row in known(site)}
    aside.rename(path)
    ran(site, keeping.NIGHTLY_JOB)

    assert failed.startswith(f"{path.name} could not be checked: a file could not be read or written (")
    assert found == {path.name: (True, ""), name(NIGHT, HAND): (False, "")}
    assert attempt(site).error == ""
    assert all(each.is_good for each in entries(site))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # which needs no files of ours
def test_a_check_without_room_is_no_verdict_and_what_has_served_its_time_goes_all_the_same(site):
    ran(site, keeping.NIGHTLY_JOB)
    old = [folder(site) / name(utcnow() - timedelta(days=day), UPGRADE) for day in range(50, 60)]
    for path in old:
        path.write_bytes(b"old")
    unchecked(site)

    with short_files(100_000):
        ran(site, keeping.NIGHTLY_JOB)

    [night] = [row for row in known(site) if row.reason == NIGHTLY]
    assert (night.checked_at, night.problem) == (None, "")
    assert " could not be checked: the database failed (" in attempt(site).error
    assert [path.exists() for path in old] == [True] * 3 + [False] * 7
    assert {row.problem for row in known(site) if row.reason == UPGRADE} == {
        "it is no zip file, or only a part of one"
    }


def test_a_full_disk_is_cleared_before_another_one_is_made(site, monkeypatch):
    ran(site, keeping.NIGHTLY_JOB)
    [good] = known(site)
    old = [folder(site) / name(utcnow() - timedelta(days=day), UPGRADE) for day in range(50, 60)]
    for path in old:
        path.write_bytes(b"old")
    draft = folder(site) / ".quire.zip.0123abcd.part"
    draft.write_bytes(b"half")
    trial = site.config["DATA_DIR"] / ".check-abc"
    trial.mkdir()
    aged(draft, 1.1), aged(trial, 1.1)
    asked(site)
    monkeypatch.setattr(disk, "LEAST", 10**18)

    ran(site, keeping.HAND_JOB)

    assert attempt(site).error.startswith("there is too little room in ")
    assert [path.exists() for path in (draft, trial)] == [False, False]
    assert [path.exists() for path in old] == [True] * 3 + [False] * 7
    assert Path(good.path).exists()


def test_what_cannot_be_removed_keeps_nothing_else_from_going(site):
    folder(site).mkdir()
    stuck = folder(site) / ".quire.zip.0123abcd.part"
    stuck.mkdir()
    draft = folder(site) / ".quire.zip.0123abce.part"
    draft.write_bytes(b"half")
    aged(stuck, 2), aged(draft, 2)

    ran(site, keeping.NIGHTLY_JOB)

    assert not draft.exists()
    assert [row.problem for row in known(site)] == [""]


def test_of_a_disk_a_part_is_left_to_the_site_but_no_more_than_it_needs(tmp_path):
    more = files.reserve(tmp_path) - disk.LEAST

    assert 0 < more <= files.SPARED
    assert more == files.SPARED or more <= disk.free(tmp_path) + files.SPARED
