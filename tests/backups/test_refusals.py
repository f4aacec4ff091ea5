"""What is no whole backup, or has no empty place to go to, is refused in one line, and nothing is touched."""

import hashlib
import json
import shutil
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile

import pytest
from sqlalchemy import inspect

from blog.backups import files
from blog.extensions import db
from blog.site import disk
from tests.backups.content import content, pictures

TABLE = "tables/tags.jsonl"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what it was made from


def refused(run, app, *arguments) -> str:
    """Run a command that must fail with one line; return the line."""
    said = run(app, *arguments, code=1)
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    return said


def assert_untouched(app) -> None:
    """Nothing stands there still."""
    if db_file(app).exists():
        with app.app_context():
            assert inspect(db.engine).get_table_names() == []
    assert pictures(app) == {}


def db_file(app) -> Path:
    return app.config["DATA_DIR"] / "blog.db"


def rewritten(backup, path, *, drop=(), add=None, change=None, packing=None):
    """Copy a backup without some members, with others, with its manifest changed by `change`."""
    with ZipFile(backup) as old, ZipFile(path, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "manifest.json" and change:
                document = json.loads(data)
                change(document)
                data = json.dumps(document).encode()
            if info.filename not in drop:
                new.writestr(info.filename, data, packing)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return path


def with_lie(document):
    document["tables"]["tags"]["sha256"] = "0" * 64


def of_the_future(document):
    document["revision"] = "9999"


def in_another_format(document):
    document["version"] = 2


def of_another_program(document):
    document["format"] = "other"


def with_a_way_out(document):
    document["media"]["../../../evil.webp"] = {"size": 1, "sha256": "0" * 64}


def with_a_strange_column(document):
    document["tables"]["tags"]["columns"][0] = "nothing"


def too_large(document):
    document["media"]["a" * 26 + ".webp"] = {"size": 10**16, "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"drop": {TABLE}}, f"{TABLE} is missing in it"),
        ({"drop": {"manifest.json"}}, "no backup of Quire"),
        ({"add": {"../../evil.webp": b"x"}}, "which its manifest does not name"),
        ({"change": with_a_way_out}, "manifest is damaged"),
        ({"change": with_lie}, f"damaged: {TABLE} is not what was written"),
        ({"change": of_the_future}, "was made by another Quire (schema 9999"),
        ({"change": in_another_format}, "was made by a newer Quire"),
        ({"change": of_another_program}, "no backup of Quire"),
        ({"change": with_a_strange_column}, "columns of tags are not those of the schema"),
        ({"change": too_large}, f"{'a' * 26}.webp is missing in it"),
        ({"packing": ZIP_BZIP2}, "packed in a way that no backup is"),
    ],
)
def test_what_is_no_backup_as_it_was_made_is_refused(backup, bare, run, tmp_path, changes, reason):
    path, new = rewritten(backup, tmp_path / "other.zip", **changes), bare()

    assert reason in refused(run, new, "restore", path)
    assert_untouched(new)
    assert reason in refused(run, new, "restore", "--check", path)


@pytest.mark.parametrize("cut", [0, 1, 30, 5000, -1])
def test_a_broken_or_foreign_file_is_refused(backup, bare, run, tmp_path, cut):
    new, path = bare(), tmp_path / "cut.zip"
    path.write_bytes(backup.read_bytes()[:cut])

    refused(run, new, "restore", path)

    assert_untouched(new)


def test_a_turned_bit_is_found_or_means_nothing(backup, bare, tmp_path):
    runner, path, whole = bare().test_cli_runner(), tmp_path / "turned.zip", backup.read_bytes()
    outcomes = []
    for at in range(60, len(whole), len(whole) // 12):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        result = runner.invoke(args=["restore", "--check", str(path)])
        assert result.output.count("\n") == 1, result.output
        outcomes.append((result.exit_code, result.output.startswith("Error: ")))

    assert set(outcomes) <= {(0, False), (1, True)}
    assert outcomes.count((1, True)) > len(outcomes) / 2


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_row_that_does_not_fit_leaves_nothing_behind(site, bare, run, tmp_path, target):
    with site.app_context(), db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("DELETE FROM posts WHERE slug = 'of-engines'")
        connection.invalidate()
    run(site, "backup", tmp_path / "torn.zip")
    new = bare(target)

    refused(run, new, "restore", tmp_path / "torn.zip")

    with new.app_context():
        assert inspect(db.engine).get_table_names() == []
    assert pictures(new) == {}


def test_a_place_where_something_stands_is_left_alone(site, backup, bare, run):
    before = content(site)
    assert "the database is not empty" in refused(run, site, "restore", backup)
    assert content(site) == before

    new = bare()
    shutil.copytree(site.config["DATA_DIR"] / "media", new.config["DATA_DIR"] / "media")
    assert "there are pictures already" in refused(run, new, "restore", backup)
    assert not db_file(new).exists()


def test_a_full_disk_is_told_before_anything_is_written(site, backup, bare, run, tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "LEAST", 10**18)
    new = bare()

    assert "too little room" in refused(run, site, "backup", tmp_path / "b.zip")
    assert "too little room" in refused(run, new, "restore", backup)
    assert "too little room" in refused(run, new, "restore", "--check", backup)

    assert_untouched(new)
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["site.zip"]


def test_a_backup_leaves_more_room_than_the_site_needs_and_a_restore_does_not(
    site, backup, bare, run, tmp_path, monkeypatch
):
    more = files.reserve(tmp_path) - disk.LEAST
    monkeypatch.setattr(disk, "LEAST", disk.free(tmp_path) - more // 2)
    new = bare()

    assert "too little room" in refused(run, site, "backup", tmp_path / "b.zip")
    run(new, "restore", backup)

    assert "nearly full" not in site.test_client().get("/readyz").text
    assert content(new) == content(site)


def test_a_path_that_leads_nowhere_is_refused(site, run, tmp_path):
    assert "No such file" in refused(run, site, "backup", tmp_path / "no" / "b.zip")
    assert "No such file" in refused(run, site, "restore", tmp_path / "no.zip")
    assert "a folder" in refused(run, site, "restore", tmp_path)


def with_tags(backup, path, data: bytes):
    """Copy a backup with other rows in `tags`, of which its manifest tells rightly."""

    def tell(document):
        told = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "rows": data.count(b"\n")}
        document["tables"]["tags"].update(told)

    return rewritten(backup, path, drop={TABLE}, add={TABLE: data}, change=tell)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    "data",
    [b"nothing\n", b"{}\n", b"[1]\n", b"[1,2,3,4]", b"[" * 100_000 + b"\n",
     b'[99999999999999999999,"a","b",1]\n', b'["one","a","b",1]\n', b'[1,["a"],"b",1]\n', b'[1,null,"b",1]\n',
     b'[1,"a","b",1]\n[1,"c","d",1]\n'],
)  # fmt: skip
def test_rows_that_nobody_wrote_are_refused(backup, bare, run, tmp_path, data, target):
    new, path = bare(target), with_tags(backup, tmp_path / "odd.zip", data)

    refused(run, new, "restore", path)

    with new.app_context():
        assert inspect(db.engine).get_table_names() == []
    assert pictures(new) == {}
