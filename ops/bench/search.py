"""What a search costs: python -m ops.bench.search BLOG [--posts N] [--url postgresql://…]. Needs Linux.

A blog of N posts is put together from the paragraphs, titles, tags and authors of a real one: a folder or zip
of Markdown, as `flask --app main import` takes it. Then it is searched, and processor time is read: that of
this process, in which SQLite works too, and that of PostgreSQL's backend, on the same machine. Without --url
the blog is kept in --dir and used again; --url names an empty database, or one that was filled before.
"""

import argparse
import itertools
import os
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text

from blog import create_app, schema
from blog.accounts.models import User
from blog.config import Settings
from blog.database import utcnow
from blog.extensions import db
from blog.lib import markdown
from blog.lib import search as texts
from blog.posts import queries, search
from blog.posts.models import Authorship, Post, PostBody, Tag, Tagging
from blog.posts.search import index
from blog.transfer import archive, blogs
from blog.web import reads
from ops.bench.__main__ import CACHE

VERSION = 1  # raised whenever the same blog gives other posts
SEED, BATCH = 1815, 2_000
KINDS, TIMES = 20, 8  # searches of each kind, and how often each is made
SPAN = timedelta(days=20 * 365)
Asked = tuple[str, int | None, int | None]  # what is typed, the tag, the author
TICK: int = os.sysconf("SC_CLK_TCK")
BLOCK = re.compile(r"(?<=</p>)\n|(?<=</ul>)\n|(?<=</ol>)\n|(?<=</div>)\n|(?<=</h2>)\n|(?<=</h3>)\n")


class Material:
    """What a real blog is made of: blocks of text, words of titles, tags, authors."""

    def __init__(self, path: Path) -> None:
        with archive.opened(path) as files:
            entries = blogs.read(files, current_app.config["SETTINGS"].timezone, "Somebody").entries
        sources = [entry.source for entry in entries]
        self.posts = [BLOCK.split(markdown.render(source.body).html.strip()) for source in sources]
        self.blocks = list(itertools.chain.from_iterable(self.posts))
        self.titles = [word for source in sources for word in source.title.split()]
        self.tags = sorted({tag for source in sources for tag in (*source.tags, source.section) if tag})
        self.authors = sorted({author for source in sources for author in source.authors})


def fill(material: Material, count: int) -> None:
    """Write `count` public posts over twenty years, and index them as any posts are."""
    random = Random(SEED)
    people = [{"username": f"user-{n}", "name": name} for n, name in enumerate(material.authors, 1)]
    tags = [{"slug": f"tag-{n}", "name": name} for n, name in enumerate(material.tags, 1)]
    for model, rows in ((User, people), (Tag, tags)):
        numbered = [{"id": n, "post_count": 1, **row} for n, row in enumerate(rows, 1)]
        db.session.execute(insert(model), numbered)
    for first in range(1, count + 1, BATCH):
        ids = range(first, min(first + BATCH, count + 1))
        _write(random, material, {id: utcnow() - SPAN * ((count - id + 1) / count) for id in ids})
        db.session.commit()
    started, done = time.perf_counter(), 0
    for step in index.build(index.missing()):
        db.session.commit()
        done += step
    print(f"indexed {done:,} posts, {done / (time.perf_counter() - started):,.0f} a second", flush=True)


def _write(random: Random, material: Material, moments: dict[int, Any]) -> None:
    posts, bodies = [], []
    for id, moment in moments.items():
        title = " ".join(random.choices(material.titles, k=random.randint(3, 8)))
        dates = {"published_at": moment, "created_at": moment, "updated_at": moment}
        posts.append({"id": id, "slug": f"post-{id}", "title": title[:300], "listed": True, **dates})
        html = "\n".join(random.choices(material.blocks, k=len(random.choice(material.posts))))
        bodies.append({"post_id": id, "html": html, "headings": []})
    for model, rows in ((Post, posts), (PostBody, bodies)):
        db.session.execute(insert(model), rows)
    for credit, key, total in (
        (Tagging, "tag_id", len(material.tags)),
        (Authorship, "user_id", len(material.authors)),
    ):
        db.session.execute(insert(credit), list(_credits(random, moments, key, total)))


def _credits(random: Random, moments: dict[int, Any], key: str, total: int) -> Iterator[dict[str, Any]]:
    for id, moment in moments.items():
        several = random.sample(range(1, total + 1), min(total, random.randint(1, 3)))
        for position, other in enumerate(several):
            yield {"post_id": id, key: other, "position": position, "published_at": moment}


def searches(material: Material) -> dict[str, list[Asked]]:
    """Return {kind: what is asked}."""
    random = Random(SEED)
    lines = [texts.words(texts.visible(block)) for block in material.blocks]
    counts = Counter(word for line in lines for word in line)
    common = [word for word, _ in counts.most_common(KINDS)]
    usual = [word for word, number in counts.items() if number >= 5 and len(word) > 3 and word not in common]
    beginnings = Counter(word[:3] for line in lines for word in line if len(word) >= 3)
    long = [line for line in lines if len(line) > 12]

    def near(number: int) -> list[str]:
        return random.sample(random.choice(long), k=number)

    def row(number: int) -> str:
        line = random.choice(long)
        start = random.randrange(len(line) - number)
        return " ".join(line[start : start + number])

    some = random.sample(usual, KINDS)
    kinds = {
        "a word": [f"{word} " for word in some],
        "two words of a line": [f"{' '.join(near(2))} " for _ in range(KINDS)],
        "three words of a line": [f"{' '.join(near(3))} " for _ in range(KINDS)],
        "a word half typed": [word[: max(3, len(word) // 2)] for word in some],
        "a long word typed": [word for word, _ in counts.most_common(3_000) if len(word) > 7][:KINDS],
        "two words in quotes": [f'"{row(2)}"' for _ in range(KINDS)],
        "three words in quotes": [f'"{row(3)}"' for _ in range(KINDS)],
        "the commonest words": [f"{word} " for word in common],
        "four of these": [f"{' '.join(random.sample(common, 4))} " for _ in range(KINDS)],
        "two of these in quotes": [f'"{" ".join(random.sample(common, 2))}"' for _ in range(KINDS)],
        "the commonest prefixes": [start for start, _ in beginnings.most_common(KINDS)],
        "an author's name": [f"{author} " for author in random.sample(material.authors, KINDS)],
        "no such word": [f"{word[::-1]}q " for word in some],
    }
    asked: dict[str, list[Asked]] = {
        kind: [(typed, None, None) for typed in typed_ones] for kind, typed_ones in kinds.items()
    }
    tag, author = 1, 1
    asked["a word, of one tag"] = [(f"{word} ", tag, None) for word in some]
    asked["the commonest, of one author"] = [(f"{word} ", None, author) for word in common]
    return asked


class Clock:
    """Processor time of this process and of the PostgreSQL backend that it talks to, in milliseconds."""

    def __init__(self) -> None:
        self.backend: int | None = None
        if db.engine.dialect.name == "postgresql":
            self.backend = reads.execute(text("SELECT pg_backend_pid()")).scalar_one()

    def read(self) -> float:
        """Return what was used so far."""
        return (time.process_time() + self._served()) * 1000

    def _served(self) -> float:
        if self.backend is None:
            return 0.0
        fields = Path(f"/proc/{self.backend}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def measure(asked: dict[str, list[Asked]]) -> None:
    """Print what each kind of search costs, alone and with its ten results made ready to show."""
    clock, everything = Clock(), []
    print(f"{'CPU ms':30}{'search':>8}{'worst':>8}{'with passages':>16}{'worst':>8}{'found':>8}   the worst")
    for kind, each in asked.items():
        alone = [_cost(clock, partial(_find, *one)) for one in each]
        whole = [_cost(clock, partial(_show, *one)) for one in each]
        found = statistics.median(len(_find(*one).ids) for one in each)
        worst = each[alone.index(max(alone))][0]
        everything += alone
        figures = f"{statistics.median(alone):8.1f}{max(alone):8.1f}"
        shown = f"{statistics.median(whole):16.1f}{max(whole):8.1f}"
        print(f"{kind:30}{figures}{shown}{found:8.0f}   {worst}", flush=True)
    print(f"{'all':30}{statistics.median(everything):8.1f}{max(everything):8.1f}")


def _cost(clock: Clock, ask: Callable[[], object]) -> float:
    ask()  # what is asked for the first time is read from the disk
    before = clock.read()
    for _ in range(TIMES):
        ask()
    return (clock.read() - before) / TIMES


def _find(typed: str, tag: int | None, author: int | None) -> search.Found:
    return search.find(texts.parse(typed), utcnow(), tag, author)


def _show(typed: str, tag: int | None, author: int | None) -> object:
    found = _find(typed, tag, author)
    return search.shown(queries.texts(found.ids[:10]), texts.parse(typed))


def main() -> None:
    """Fill a database where it is empty; measure; print."""
    title = (__doc__ or "").partition(":")[0]
    parser = argparse.ArgumentParser(prog="python -m ops.bench.search", description=title)
    parser.add_argument("blog", type=Path, help="a folder or zip of Markdown")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--url", help="a PostgreSQL database; SQLite otherwise")
    parser.add_argument("--dir", type=Path, default=CACHE, help="where the SQLite database is kept")
    options = parser.parse_args()
    name = f"search-{options.posts}-posts-schema-{schema.revisions()[-1]}-generator-{VERSION}"
    with tempfile.TemporaryDirectory() as folder:
        settings = {"BLOG_DATA_DIR": folder if options.url else str(options.dir / name)}
        if options.url:
            settings["BLOG_DATABASE_URL"] = options.url
        with create_app(Settings.load(settings)).app_context():
            upgrade()
            material = Material(options.blog)
            if not db.session.scalar(select(func.count()).select_from(Post)):
                fill(material, options.posts)
            db.session.remove()
            if options.url:  # as its own housekeeping does sooner or later
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text("VACUUM ANALYZE"))
            measure(searches(material))
            db.engine.dispose()


if __name__ == "__main__":
    main()
