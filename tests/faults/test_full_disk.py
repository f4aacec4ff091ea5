"""FLT-04: no room is left, or nothing may be written. Pages are read, writers are told, nothing is halved."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from blog.database import sqlite_module
from tests.faults import smalldisk
from tests.faults.visitor import Visitor, author, kept_form
from tests.lib.drawings import noise, saved
from tests.support.html import texts
from tests.support.server import GUNICORN, process_serving
from tests.support.waiting import until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ONE_WORKER = (*GUNICORN, "-c", "ops/gunicorn.conf.py", "--workers", "1")
KINDS = ["limit", *(["disk"] if smalldisk.can_mount() else [])]
# Permissions do not bind root, unless it gives that right up.
RIGHTS = "--bounding-set=-dac_override,-dac_read_search"
OBEDIENT = ("setpriv", RIGHTS) if os.getuid() == 0 else ()
LONG = "It has to wait. " * 9000
PICTURE = saved(noise((1200, 900)), "JPEG", quality=90)
ROOM = 200_000  # bytes: enough for a row, not for the picture
PAGES = ("/", "/posts/first", "/tags/", "/drafts")


class Place:
    """A data directory on a disk that can be filled, as the server sees it."""

    def __init__(self, url: str, disk: smalldisk.Disk, folder: Path) -> None:
        self.url, self.disk, self.folder = url, disk, folder

    def files(self) -> list[Path]:
        """All that lies where pictures are kept, halves of them included."""
        return [path for path in (self.folder / "media").rglob("*") if path.is_file()]

    def damages(self) -> list[str]:
        """What SQLite says about a copy of the file and its journal."""
        copy = Path(shutil.copytree(self.folder, self.folder.parent / "copy", dirs_exist_ok=True))
        connection = sqlite_module.connect(copy / "blog.db")
        found = [row for check in ("integrity_check", "foreign_key_check")
                 for row in connection.execute(f"PRAGMA {check}")]  # fmt: skip
        connection.close()
        return found


@contextmanager
def serving_from(kind: str, environ: dict[str, str], database: Path, log: Path) -> Iterator[Place]:
    """Serve what `database` holds from a small disk, or under a limit that can be set."""
    place = database.parent / "place"
    place.mkdir()
    full = database.parent / "content"
    full.mkdir()
    shutil.copy(database, full / "blog.db")
    settings = {
        **environ, "BLOG_DATA_DIR": str(place), "BLOG_DATABASE_URL": f"sqlite:///{place / 'blog.db'}",
    }  # fmt: skip
    prefix = smalldisk.mounting(place, full)
    if kind == "limit":
        shutil.copy(database, place)
        prefix = ()
    with process_serving(settings, ONE_WORKER, prefix=prefix, log_to=log) as (url, server):
        [worker] = workers(server.pid)
        if kind == "limit":
            yield Place(url, smalldisk.ShortFiles(worker, place / "blog.db-wal"), place)
        else:
            seen = Path(f"/proc/{server.pid}/root{place}")
            yield Place(url, smalldisk.SmallFileSystem(server.pid, place), seen)


@pytest.mark.parametrize("kind", KINDS)
def test_flt_04_a_full_disk_is_told_to_writers_and_hurts_nobody_else(site, environ, database_url, log, kind):
    file = Path(database_url.removeprefix("sqlite:///"))
    ada = author(site, "http://nowhere")  # signs in before the copy is made
    with site.app_context():
        checkpoint(file)
    with serving_from(kind, environ, file, log) as place:
        ada.place, reader = place.url.removeprefix("http://"), Visitor(place.url)
        first = ada.post("/posts/first/edit", ada.form("/posts/first/edit", body="There was room."))
        form = ada.form("/posts/first/edit", body=LONG)
        token = {"csrf_token": form["csrf_token"]}
        said = len(log.read_text().splitlines())

        place.disk.fill(leave=ROOM)
        picture = ada.upload("/media", {**token, "file": PICTURE})
        left = place.files()
        place.disk.fill()
        pages = [
            visitor.get(path).status for visitor in (ada, reader) for path in PAGES[: 3 + (visitor is ada)]
        ]
        refused, toast = ada.post("/posts/first/edit", form), ada.press("/posts/first/autosave", form)
        lines = len(log.read_text().splitlines()) - said

        place.disk.free()
        again = ada.post(*kept_form(refused))
        brought = ada.upload("/media", {**token, "file": PICTURE})
        words, kept, damages = reader.get("/posts/first").words, place.files(), place.damages()

    assert first.status == 303
    assert pages == [200] * 7
    assert [answer.status for answer in (refused, toast, picture)] == [503] * 3
    assert min(answer.retry_after for answer in (refused, toast, picture)) > 0
    assert all("Nothing can be saved" in answer.words for answer in (refused, toast))
    said = " ".join(texts(picture.tree, "main"))  # by the storage, or by the temporary file on its way there
    assert "could not be stored" in said or "Nothing can be saved" in said
    assert left == []
    assert lines < 30
    assert (again.status, brought.status in (200, 303)) == (303, True)
    assert LONG.strip() in words
    assert len(kept) > 0
    assert damages == [("ok",)]
    assert "Traceback" not in log.read_text()


def workers(pid: int) -> list[int]:
    """The process ids of the workers of a gunicorn."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def replace_worker(pid: int) -> None:
    """Kill the worker of a gunicorn, and wait for the next one."""
    killed = workers(pid)
    os.kill(killed[0], signal.SIGKILL)
    until(lambda: workers(pid) not in ([], killed))


def checkpoint(file: Path) -> None:
    """Bring all that was committed into the file itself, which is then copied alone."""
    connection = sqlite_module.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_flt_04_a_data_directory_that_became_read_only_is_read_on(site, environ, database_url, log):
    file = Path(database_url.removeprefix("sqlite:///"))
    with process_serving(environ, ONE_WORKER, prefix=OBEDIENT, log_to=log) as (url, server):
        ada, reader = author(site, url), Visitor(url)
        form = ada.form("/posts/first/edit", body="It has to wait.")
        protected = [file.parent, *file.parent.glob("blog.db*")]
        for path in protected:
            path.chmod(path.stat().st_mode & ~0o222)
        replace_worker(server.pid)  # the next one opens what it finds
        pages = [visitor.get(path).status for visitor in (ada, reader) for path in ("/", "/posts/first")]
        refused, toast = ada.post("/posts/first/edit", form), ada.press("/posts/first/edit", form)

        for path in protected:
            path.chmod(path.stat().st_mode | 0o200)
        replace_worker(server.pid)  # one that opened it to be read alone would go on so
        again = ada.post(*kept_form(refused))

    assert pages == [200] * 4
    assert [answer.status for answer in (refused, toast)] == [503] * 2
    assert all("Nothing can be saved" in answer.words for answer in (refused, toast))
    assert again.status == 303
