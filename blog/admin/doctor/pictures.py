"""Do the rows of pictures and their files belong together?"""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.extensions import db
from blog.media import storage
from blog.media.models import Media


def look(_settings: Settings) -> Finding:
    """Compare the files that are there with those that the rows name; one is named for each kind."""
    files = set(storage.of(current_app).names())  # before the rows, as a file is there before its row
    rows = db.session.scalars(select(Media)).all()
    named = {name for row in rows for name in row.files}
    db.session.rollback()
    finding = Finding(f"{len(rows)} with {len(named)} files, all of them there")
    finding.problems += _some(named - files, "missing, so that posts show a gap")
    finding.problems += _some(files - named, "in no row of the database, so that nobody can delete them")
    return finding


def _some(names: Iterable[str], what: str) -> list[str]:
    found = sorted(names)
    if not found:
        return []
    count = "one file is" if len(found) == 1 else f"{len(found)} files are"
    return [f"{count} {what}, such as {found[0]}"]
