"""Fills an empty, migrated database with generated posts, many rows at a time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from blog.accounts.models import User
from blog.lib import markdown
from blog.posts.models import Authorship, Post, PostBody, Slug, Tag, Tagging
from ops.bench import content

VERSION = 1  # raised whenever the same number gives other posts
SEED = 1815
BATCH = 5_000
LATEST = datetime(2025, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=20 * 365)

Rows = list[dict[str, Any]]


def fill(engine: Engine, count: int) -> None:
    """Write `count` public posts, spread evenly over twenty years, with people, tags and addresses."""
    random = Random(SEED)
    texts = content.texts(random)
    with engine.begin() as connection:
        connection.execute(insert(User), content.people())
        connection.execute(insert(Tag), content.tags())
    for first in range(1, count + 1, BATCH):
        ids = range(first, min(first + BATCH, count + 1))
        moments = {id: LATEST - SPAN * ((count - id) / count) for id in ids}
        with engine.begin() as connection:
            _write(connection, random, moments, texts)
    with engine.begin() as connection:
        _count(connection)


def _write(
    connection: Connection, random: Random, moments: dict[int, datetime], texts: Sequence[content.Text]
) -> None:
    chosen = {id: random.choice(texts) for id in moments}
    posts = [_post(id, content.title(random), chosen[id], moment) for id, moment in moments.items()]
    connection.execute(insert(Post), posts)
    connection.execute(insert(Slug), [{"slug": post["slug"], "post_id": post["id"]} for post in posts])
    connection.execute(insert(PostBody), [_body(id, text) for id, text in chosen.items()])
    for table, key, total, most in (
        (Authorship, "user_id", len(content.GIVEN) * len(content.FAMILY), 2),
        (Tagging, "tag_id", len(content.TAGS), 3),
    ):
        connection.execute(insert(table), _credits(random, moments, key, total, most))


def _post(id: int, title: str, text: content.Text, moment: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "slug": f"{title.lower().replace(' ', '-')}-{id}",
        "title": title,
        "excerpt": text.excerpt,
        "words": text.rendered.words,
        "published_at": moment,
        "created_at": moment,
        "updated_at": moment,
        "listed": True,
    }


def _body(id: int, text: content.Text) -> dict[str, Any]:
    return {
        "post_id": id,
        "markdown": text.source,
        "html": text.rendered.html,
        "headings": [[heading.level, heading.id, heading.text] for heading in text.rendered.headings],
        "renderer": markdown.RENDERER,
    }


def _credits(random: Random, moments: dict[int, datetime], key: str, total: int, most: int) -> Rows:
    return [
        {"post_id": id, key: other, "position": position, "published_at": moment}
        for id, moment in moments.items()
        for position, other in enumerate(random.sample(range(1, total + 1), random.randint(1, most)))
    ]


def _count(connection: Connection) -> None:
    for model, credit, key in ((User, Authorship, Authorship.user_id), (Tag, Tagging, Tagging.tag_id)):
        credits = select(func.count()).select_from(credit).where(key == model.id)
        connection.execute(update(model).values(post_count=credits.scalar_subquery()))
