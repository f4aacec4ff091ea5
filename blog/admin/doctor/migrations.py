"""Are the tables those that this program expects?"""

from blog import schema
from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.extensions import db


def look(_settings: Settings) -> Finding:
    """Look how far the database has been migrated."""
    problem = schema.problem(db.engine)
    return Finding("no migration is missing", [problem] if problem else [])
