"""Is the search in step with the posts?"""

from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.extensions import db
from blog.posts.search import index


def look(_settings: Settings) -> Finding:
    """Count the posts that should be in the index and are not."""
    missing = len(index.missing())
    db.session.rollback()
    finding = Finding("every post can be found")
    if missing:
        finding.problems.append(
            f"posts that cannot be found: {missing:,}; run: flask --app main search rebuild"
        )
    return finding
