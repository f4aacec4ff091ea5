"""Every feature's tables in one import, for migrations and nothing else."""

from blog.accounts import models as accounts
from blog.backups import models as backups
from blog.comments import models as comments
from blog.media import models as media
from blog.posts import drafts, revisions
from blog.posts import models as posts
from blog.posts.search import models as search
from blog.site import models as site
from blog.site import parking, throttles
from blog.site.jobs import models as jobs

__all__ = [
    "accounts",
    "backups",
    "comments",
    "drafts",
    "jobs",
    "media",
    "parking",
    "posts",
    "revisions",
    "search",
    "site",
    "throttles",
]
