"""Backups that the site makes by itself: when, which of them stay, and what is known of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, text

from blog.backups import keeping, retention
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
