"""An import that was killed goes on where it was, and ends as if nothing had happened."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import zipfile

import pytest

from blog import create_app
from blog.config import Settings
from blog.extensions import db
from blog.posts.models import Post
from tests.conftest import SECRET_KEY
from tests.support.server import ROOT
from tests.transfer.pictures import png
from tests.transfer.tables import MADE_WHEN, tables

POSTS = 150
DEADLINE = 60
PARAGRAPH = "Of the wind in the sails, and `what` it *does* to [another](p{}.md).\n\n"


@pytest.fixture
def blog(tmp_path):
    """A zip of many posts, each with links, a picture and one of a few authors and slugs."""
    with zipfile.ZipFile(tmp_path / "blog.zip", "w") as archive:
        for number in range(POSTS):
            front = f"title: Post {number}\nslug: post-{number % 100}\ndate: 2020-01-{1 + number % 28}\n"
            front += (
                f"author: Person {number % 7}\ntags: [tag {number % 5}]\naliases: [/old/{number % 90}/]\n"
            )
            body = f"![x](p{number % 10}.png)\n\n" + PARAGRAPH.format((number + 1) % POSTS) * 5
            archive.writestr(f"p{number}.md", f"---\n{front}---\n{body}")
        for number in range(10):
            archive.writestr(f"p{number}.png", png(size=(8 + number, 8)))
    return tmp_path / "blog.zip"


@pytest.fixture
def clean_tables(blog, sqlite_template, tmp_path):
    """All tables after an import that nothing disturbed, into a database of its own."""
    folder = tmp_path / "clean"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "blog.db")
    app = create_app(Settings.load({"BLOG_DATA_DIR": str(folder), "BLOG_SECRET_KEY": SECRET_KEY}))
    result = app.test_cli_runner().invoke(args=["import", str(blog)])
    assert result.output == f"{POSTS} created, 0 updated, 0 unchanged, 0 kept, 0 skipped.\n"
    rows = tables(app, but=MADE_WHEN)
    with app.app_context():
        db.engine.dispose()
    return rows


def start(environ, path) -> tuple[subprocess.Popen, int]:
    """Start an import in a process of its own, whose progress can be read from the terminal returned."""
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "flask", "--app", "main", "import", str(path)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environ, "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    return process, terminal


def read_until(terminal: int, pattern: str) -> str:
    """Read what the terminal shows until it matches, or until nobody writes to it any more."""
    shown = ""
    while not re.search(pattern, shown):
        assert select.select([terminal], [], [], DEADLINE)[0], shown
        try:
            shown += os.read(terminal, 4096).decode()
        except OSError:  # the last process that held it has ended
            break
    return shown


def test_inj_13_a_killed_import_goes_on_and_ends_like_a_clean_one(app, bring, environ, blog, clean_tables):
    process, terminal = start(environ, blog)
    shown = read_until(terminal, r"Posts.*[1-9]\d?%")
    process.send_signal(signal.SIGKILL)
    process.wait()
    read_until(terminal, "what never comes")
    os.close(terminal)
    with app.app_context():
        done = db.session.scalar(db.select(db.func.count()).where(Post.source_hash.is_not(None)))
    assert 0 < done < POSTS, shown

    output = bring(blog)

    assert output == f"{POSTS - done} created, 0 updated, {done} unchanged, 0 kept, 0 skipped.\n"
    assert tables(app, but=MADE_WHEN) == clean_tables
