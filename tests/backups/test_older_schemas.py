"""Backups and changes of the schema: made first, and restored from what was older."""

import re
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from blog import migrations, schema
from blog.backups import tables
from blog.backups.errors import BackupError
from blog.backups.files import UPGRADE, name
from blog.database import utcnow
from blog.extensions import db
from blog.server import migrate_database
from tests.backups.content import content, pictures

OLDER = "0006"


@pytest.fixture
def downgraded(run):
    """Bring a site to an older schema, without a backup."""
    return lambda app: run(app, "db", "downgrade", "--without-backup", OLDER)


@pytest.fixture
def failing(site, downgraded):
    """A site whose last migration fails as long as something is in its way."""
    downgraded(site)
    with site.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE backups (id integer)"))
    return site


def upgrades(app) -> list[Path]:
    """The backups before upgrades, the oldest first."""
    found = (app.config["DATA_DIR"] / "backups").glob("*-upgrade*.zip")
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def state(app) -> str:
    with app.app_context(), db.engine.connect() as connection:
        return schema.state(connection)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_an_upgrade_makes_a_backup_first_which_restores_from_the_older_schema(
    site, bare, run, downgraded, target
):
    before = content(site)
    downgraded(site)

    said = run(site, "db", "upgrade")
    [made] = (site.config["DATA_DIR"] / "backups").iterdir()
    new = bare(target)
    run(new, "restore", "--check", made)
    run(new, "restore", made)

    assert str(made) in said
    assert made.name.endswith("-upgrade.zip")
    assert (made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert state(new) == "current"
    assert content(new) == before == content(site)
    assert pictures(new) == pictures(site)


def test_an_upgrade_of_nothing_makes_no_backup(app, bare, run):
    new = bare()

    run(new, "db", "upgrade")
    run(new, "db", "upgrade")

    assert not (new.config["DATA_DIR"] / "backups").exists()


def test_without_room_for_a_backup_nothing_is_migrated_unless_one_insists(site, run, downgraded):
    downgraded(site)
    (site.config["DATA_DIR"] / "backups").write_text("in the way")

    said = run(site, "db", "upgrade", code=1)
    assert said.count("\n") == 1
    assert "--without-backup" in said
    assert state(site) == "behind"

    run(site, "db", "upgrade", "--without-backup")
    assert state(site) == "current"


def test_taking_tables_away_makes_a_backup_first(site, bare, run):
    before = content(site)
    run(site, "db", "downgrade", "base")
    [made] = (site.config["DATA_DIR"] / "backups").iterdir()

    new = bare()
    run(new, "restore", made)

    assert content(new) == before


def test_flt_14_a_migration_that_fails_leaves_the_old_schema_and_says_where_the_backup_is(
    site, run, downgraded
):
    before = content(site)
    downgraded(site)
    with site.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE backups (id integer)"))  # in the way of the last migration

    said = run(site, "db", "upgrade", code=1)
    with site.app_context(), db.engine.begin() as connection:
        left = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("DROP TABLE backups"))
    run(site, "db", "upgrade")

    assert left == OLDER
    assert "the database is as it was; before it this backup was made:" in said
    assert content(site) == before


@pytest.mark.parametrize("kind", ["server", "command"])
def test_starts_that_fail_one_after_the_other_leave_one_backup_of_them_all(failing, run, kind):
    def start():
        if kind == "command":
            run(failing, "db", "upgrade", code=1)
        else:
            with pytest.raises(BackupError, match="before it this backup was made: "):
                migrate_database(failing)
        assert len(upgrades(failing)) == 1

    for _ in range(4):
        start()
    with failing.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE backups"))
    run(failing, "db", "upgrade")

    assert len(upgrades(failing)) == 2
    assert {path.suffix for path in (failing.config["DATA_DIR"] / "backups").iterdir()} == {".zip"}


@pytest.mark.parametrize("command", ["upgrade", "downgrade"])  # before the table of backups, and with it
def test_what_starts_left_that_were_killed_goes_before_another_is_made(site, run, downgraded, command):
    folder = site.config["DATA_DIR"] / "backups"
    folder.mkdir()
    if command == "upgrade":
        downgraded(site)
    for number in range(6):
        (folder / name(utcnow() - timedelta(days=9 - number), UPGRADE)).write_bytes(b"%d" % number)

    run(site, "db", command)

    left = {path.read_bytes() for path in folder.iterdir() if path.stat().st_size == 1}
    assert left == {b"3", b"4", b"5"}
    assert len(upgrades(site)) == 4


def test_what_other_programs_keep_in_the_database_stays_out_of_the_backup(site, run, downgraded):
    downgraded(site)
    with site.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_somebody_else (id integer PRIMARY KEY, secret text)"))

    run(site, "db", "upgrade")

    [made] = upgrades(site)
    with ZipFile(made) as file:
        assert not [name for name in file.namelist() if "somebody" in name]
        assert b"of_somebody_else" not in file.read("manifest.json")


def test_each_table_that_a_migration_ever_made_is_known():
    made = {
        name
        for path in Path(migrations.__file__).parent.glob("versions/*.py")
        for name in re.findall(r'op\.create_table\(\s*"(\w+)"', path.read_text("utf-8"))
    }

    assert {"posts", "backups"} <= made
    assert made <= {*db.metadata.tables, *tables.FORMER}
    assert not set(tables.FORMER) & set(db.metadata.tables)
