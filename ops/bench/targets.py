"""What is asked, and of whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from blog.extensions import db
from blog.lib import cursors
from blog.posts.models import Post
from blog.web.pagination import PAGE_SIZE
from ops.bench.load import Request
from ops.bench.people import Author

YARDSTICK = "Flask route, 20 kB"
DEEP_PAGE = 10_000
LONGEST_OF = 100
SEARCHABLE = 100_000  # posts; to index a million takes longer than all the rest


@dataclass(frozen=True)
class Target:
    """What to ask one of the servers for, made anew for each round; `cold` if no page cache may hold it.

    `wanted` is what is aimed at, in words.
    """

    name: str
    server: str
    requests: Callable[[], Sequence[Request]]
    cold: bool = False
    wanted: str = ""


def targets(count: int, number: int, author: Author) -> list[Target]:
    """Return the targets for a site of `count` posts. Needs an application context on its database."""
    page = min(DEEP_PAGE, count // PAGE_SIZE // 2)
    cold = min(number // 3, count // 4)  # each address once, for a second time would be a hit
    few = max(10, number // 20)

    def again(path: str) -> Callable[[], list[Request]]:
        return lambda: [Request(path)] * number

    def once(paths: list[str]) -> Callable[[], list[Request]]:
        return lambda: [Request(path) for path in paths]

    found = [
        Target("raw WSGI answer, 20 kB", "raw", again("/")),
        Target(YARDSTICK, "flask", again("/")),
        Target("home", "quire", again("/"), wanted="<= 0.83x"),
        Target("post", "quire", again(_long_post()), wanted="<= 0.83x"),
        Target("feed", "quire", again("/feed.atom")),
        Target("page 1, cache miss", "quire", once(_lists(0, cold)), True, "<= 4x"),
        Target(
            f"page {page:,}, cache miss", "quire", once(_lists((page - 1) * PAGE_SIZE, cold)), True, "page 1"
        ),
        Target("post, cache miss", "quire", once(_posts(cold)), True, "<= 4x"),
        Target("home, signed in", "people", partial(author.visits, "/", number // 2), wanted="<= 2.5x"),
        Target("autosave", "people", partial(author.autosaves, few)),
        Target("save, 3 kB", "people", partial(author.saves, few), wanted="<= 6 ms"),
        Target("login", "people", partial(author.logins, 5)),
    ]
    if count <= SEARCHABLE:
        found.append(Target("search", "people", partial(author.searches, few), True, "<= 10 ms"))
    return found


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
