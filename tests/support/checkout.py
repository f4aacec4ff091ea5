"""Copies of the program that a test may change: with a migration more, for example."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.server import ROOT

MIGRATION = '''"""A later change."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO later (id) VALUES (1)")
{more}

def downgrade() -> None:
    op.drop_table("later")
'''


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a process of such a copy finds in its environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    return {**inherited, "PYTHONDONTWRITEBYTECODE": "1", **settings}


def newest_revision() -> str:
    """The revision that this program knows as its newest."""
    return max(path.name for path in (ROOT / "blog" / "migrations" / "versions").glob("0*.py")).split("_")[0]


def program_in(folder: Path) -> Path:
    """Put a copy of all that is needed to serve into `folder`."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "blog", folder / "blog", ignore=ignored)
    shutil.copy(ROOT / "main.py", folder)
    for name in ("templates", "static"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def repository_in(folder: Path) -> Path:
    """Make a git repository of the files as they are now, with one commit."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    wanted = ("blog/", "templates/", "static/", "ops/")
    for name in names:
        if (name.startswith(wanted) or "/" not in name) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "v1")
    return folder


def commit(folder: Path, tag: str) -> None:
    """Commit everything and give it a name."""
    git(folder, "add", "--all")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    git(folder, *who, "commit", "--quiet", "--message", tag)
    git(folder, "tag", tag)


def git(folder: Path, *arguments: str) -> str:
    """Run git there and return what it says; it must succeed."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def add_migration(program: Path, more: str = "") -> str:
    """Add a migration that makes a table, writes a row, and does `more`; return its revision."""
    before = newest_revision()
    revision = f"{int(before) + 1:04}"
    body = "".join(f"    {line}\n" for line in more.splitlines())
    source = MIGRATION.format(revision=revision, before=before, more=body)
    (program / "blog" / "migrations" / "versions" / f"{revision}_later.py").write_text(source)
    return revision
