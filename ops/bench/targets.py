"""What is asked, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from blog.extensions import db
from blog.lib import cursors
from blog.posts.models import Post
from blog.web.pagination import PAGE_SIZE

YARDSTICK = "Flask route, 20 kB"
DEEP_PAGE = 10_000
LONGEST_OF = 100


@dataclass(frozen=True)
class Target:
    """Addresses to ask one of the servers for; `cold` if no page cache may hold them."""

    name: str
    server: str
    addresses: Sequence[str]
    cold: bool = False


def targets(count: int, requests: int) -> list[Target]:
    """Return the targets for a site of `count` posts. Needs an application context on its database."""
    page = min(DEEP_PAGE, count // PAGE_SIZE // 2)
    cold = min(requests // 3, count // 4)  # each address once, for a second time would be a hit
    return [
        Target("raw WSGI answer, 20 kB", "raw", ["/"] * requests),
        Target(YARDSTICK, "flask", ["/"] * requests),
        Target("home", "quire", ["/"] * requests),
        Target("post", "quire", [_long_post()] * requests),
        Target("page 1, cache miss", "quire", _lists(0, cold), cold=True),
        Target(f"page {page:,}, cache miss", "quire", _lists((page - 1) * PAGE_SIZE, cold), cold=True),
        Target("post, cache miss", "quire", _posts(cold), cold=True),
    ]


def _long_post() -> str:
    newest = select(Post.slug, Post.words).order_by(Post.published_at.desc(), Post.id.desc())
    slug, _ = max(db.session.execute(newest.limit(LONGEST_OF)), key=lambda row: row.words)
    return f"/posts/{slug}"


def _posts(number: int) -> list[str]:
    newest = select(Post.slug).order_by(Post.published_at.desc(), Post.id.desc())
    return [f"/posts/{slug}" for slug in db.session.scalars(newest.limit(number))]


def _lists(skipped: int, number: int) -> list[str]:
    """Lists that each begin one post further down."""
    rows = select(Post.published_at, Post.id).order_by(Post.published_at.desc(), Post.id.desc())
    found = db.session.execute(rows.offset(skipped).limit(number))
    return [f"/?before={cursors.encode(when, id)}" for when, id in found]
