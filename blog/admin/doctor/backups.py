"""Is there a backup that would help, and how old is it?"""

from datetime import timedelta

from blog.admin import standing
from blog.admin.doctor.finding import Finding
from blog.config import Settings
from blog.database import utcnow

OLD = timedelta(days=2)  # one is made each night


def look(settings: Settings) -> Finding:
    """Look at the newest backup that a check restored, and at what went wrong since."""
    stands = standing.read(settings)
    finding = Finding("none yet; the site makes one each night")
    if stands.failure:
        finding.problems.append(f"the latest attempt failed: {stands.failure}")
    if stands.entries and stands.entries[0].problem:
        finding.problems.append(f"the newest one does not restore: {stands.entries[0].problem}")
    if good := stands.newest_good:
        finding.looked = f"the newest that restores is of {good.made_at:%Y-%m-%d %H:%M} UTC"
        if utcnow() - good.made_at > OLD:
            finding.problems.append(f"{finding.looked}, more than {OLD.days} days ago")
    return finding
