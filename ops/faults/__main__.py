"""Kills gunicorn under write load, again and again, and says what was lost: python -m ops.faults.

    python -m ops.faults                              # 200 kills on SQLite and 200 on PostgreSQL
    python -m ops.faults --database sqlite --kills 50

Four authors keep drafts, publish posts and save one that they share, as fast as three workers of gunicorn
let them. Each time a few writes were acknowledged, one worker gets SIGKILL, every tenth time the master and
all its workers at once, after which the server is started anew. In the end every acknowledged write must be
there, and the database sound: `PRAGMA integrity_check` or amcheck, foreign keys, counts, an unbroken history.
Exit 0 only then. Needs Linux, and what the tests need (ops/requirements-test.txt), PostgreSQL included.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from blog import create_app
from blog.config import Settings
from blog.extensions import bcrypt, db
from ops.faults import killing
from tests.support import postgres

DATABASES = ("sqlite", "postgresql")
ROW = "{:<12}{:>9}{:>8}{:>14}{:>9}{:>8}{:>10}"


def main(arguments: list[str]) -> int:
    """Run what was asked for; return the exit status."""
    options = _parser().parse_args(arguments)
    databases = options.database or DATABASES
    print(ROW.format("database", "workers", "trees", "acknowledged", "missing", "faults", "seconds"))
    well = True
    for database in databases:
        outcome = _run(database, options.kills)
        counts = (outcome.acknowledged, len(outcome.missing), len(outcome.faults), round(outcome.seconds))
        print(ROW.format(database, outcome.workers, outcome.trees, *counts), flush=True)
        for line in (*outcome.missing, *outcome.faults):
            print(f"  {line}", file=sys.stderr)
        well = well and not outcome.missing and not outcome.faults
    return 0 if well else 1


def _run(database: str, kills: int) -> killing.Outcome:
    with tempfile.TemporaryDirectory(prefix="quire-faults-") as folder, _url(database, folder) as url:
        settings = {
            "BLOG_DATA_DIR": folder,
            "BLOG_DATABASE_URL": url,
            "BLOG_SECRET_KEY": "for one run only: 0123456789abcdefghijklmn",
        }
        app = create_app(Settings.load(settings))
        app.config.update(RUN_JOBS=False, BCRYPT_LOG_ROUNDS=4)
        bcrypt.init_app(app)
        with app.app_context():
            upgrade()
        try:
            return killing.run(app, settings, kills)
        finally:
            with app.app_context():
                db.engine.dispose()


@contextmanager
def _url(database: str, folder: str) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{Path(folder) / 'blog.db'}"
        return
    with postgres.running() as server:
        server.execute("CREATE DATABASE faults")
        yield server.url("faults")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="on each database")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
