"""Fills databases, serves them, asks in turns, prints a table for each, as ops/BENCHMARKS.md has them."""

import argparse
import os
import platform
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from blog.database import sqlite_module
from blog.extensions import db
from blog.site import models as site
from blog.site.throttles import Throttle
from ops.bench import load, people, report, servers, sites, weights
from ops.bench.targets import YARDSTICK, Target, targets

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quire-bench"
WARM_UP = 100  # requests, not counted: the first after a change are misses
STARTS = 5
CROWD = 8  # connections over which the memory is driven up
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
EVERYTHING = (  # posts, database, server
    (1_000, SQLITE, "gunicorn"),
    (10_000, SQLITE, "gunicorn"),
    (10_000, SQLITE, "waitress"),
    (10_000, POSTGRESQL, "gunicorn"),
    (100_000, SQLITE, "gunicorn"),
    (1_000_000, SQLITE, "gunicorn"),
)


def main(arguments: Sequence[str]) -> None:
    """Measure one size after another."""
    options = _parser().parse_args(arguments)
    print(report.machine(platform.python_version(), sqlite_module.sqlite_version), flush=True)
    if not options.everything:
        for count in options.posts:
            one(count, options)
        return
    for count, kind, way in EVERYTHING:
        with ExitStack() as stack:
            place = {"dir": options.dir, "url": None}
            if kind == POSTGRESQL:
                place = {
                    "dir": Path(stack.enter_context(TemporaryDirectory())),
                    "url": sites.empty_database(stack, count),
                }
            one(count, argparse.Namespace(**{**vars(options), **place, "server": way}))


def one(count: int, options: argparse.Namespace) -> None:
    """Measure one size with one server on one database."""
    settings = sites.filled(options.dir, options.url, count)
    kind = f"{POSTGRESQL} (whose own time is not counted)" if options.url else SQLITE
    print(
        f"\n## {count:,} posts, {kind}, {options.server}\n"
        f"{options.rounds} rounds of {options.requests:,} requests over {options.connections} "
        f"connection(s); load average {os.getloadavg()[0]:.1f}\n",
        flush=True,
    )
    measure(settings, count, options)


def measure(settings: Mapping[str, str], count: int, options: argparse.Namespace) -> None:
    """Serve the site and the yardsticks, ask them in turns, print what it cost."""
    serving = servers.WAYS[options.server]
    print(f"first answer after a start: {_start(settings, serving):.2f} s (median of {STARTS})\n", flush=True)
    with ExitStack() as stack:
        stack.enter_context(sites.application(settings))
        behind_proxy = {**settings, "BLOG_PROXY_HOPS": "1"}
        running = {
            "raw": stack.enter_context(servers.gunicorn("ops.bench.constants:raw", {})),
            "flask": stack.enter_context(servers.gunicorn("ops.bench.constants:flask", {})),
            "quire": stack.enter_context(serving("main:app", settings)),
            "people": stack.enter_context(serving("main:app", behind_proxy)),
        }
        author = people.Author(running["people"].port)
        asked = targets(count, options.requests, author)
        db.session.remove()  # an open transaction would keep the site's own writes waiting
        samples = defaultdict(list)
        for number in range(options.rounds + 1):
            for target in asked:
                sample = _ask(target, running[target.server], options.connections)
                if number:  # the first round warms up
                    samples[target.name].append(sample)
        wanted = {target.name: target.wanted for target in asked}
        print("```", report.table(samples, YARDSTICK, wanted), "```", sep="\n")
        print("\n```", weights.table(_weights(running["quire"], running["people"], author)), "```", sep="\n")
        _crowd(asked, running["quire"])
        held = (f"{name} {server.memory() / 1e6:.0f} MB" for name, server in running.items())
        print("\nmemory after that and a crowd (PSS):", ", ".join(held), flush=True)


def _weights(
    public: servers.Server, private: servers.Server, author: people.Author
) -> dict[str, dict[str, int]]:
    own = author.headers()
    return {
        "home": weights.weigh(public.port, "/", {}),
        "post": weights.weigh(public.port, author.place, {}),
        "home, signed in": weights.weigh(private.port, "/", own),
        "post, signed in": weights.weigh(private.port, author.place, own),
        "editor": weights.weigh(private.port, f"{author.place}/edit", own),
    }


def _start(settings: Mapping[str, str], serving: servers.Way) -> float:
    seconds = []
    for _ in range(STARTS):
        with serving("main:app", settings) as server:
            seconds.append(server.first_answer())
    return statistics.median(seconds)


def _crowd(asked: Sequence[Target], server: servers.Server) -> None:
    """Ask for every public page of the targets once more, several at a time."""
    for target in asked:
        if target.server == "quire":
            load.drive(server.port, target.requests(), CROWD)


def _ask(target: Target, server: servers.Server, connections: int) -> report.Sample:
    requests = target.requests()
    db.session.execute(db.delete(Throttle))  # nobody signs in as often as this
    if target.cold:  # a new site version makes every cached page stale
        site.raise_version()
    db.session.commit()
    if not target.cold and target.server != "people":
        load.drive(server.port, requests[:WARM_UP], connections)
    before = server.cpu_seconds()
    answered = load.drive(server.port, requests, connections)
    return report.sample(answered, server.cpu_seconds() - before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ops/bench/run", description=__doc__)
    parser.add_argument("--posts", type=_at_least(100), nargs="+", default=[1_000, 100_000], metavar="N")
    parser.add_argument("--everything", action="store_true", help="all that ops/BENCHMARKS.md shows")
    parser.add_argument("--rounds", type=_at_least(1), default=11)
    parser.add_argument("--requests", type=_at_least(100), default=1_000, help="a target and round")
    parser.add_argument("--connections", type=_at_least(1), default=1)
    parser.add_argument("--server", choices=sorted(servers.WAYS), default="gunicorn")
    parser.add_argument("--url", help="empty PostgreSQL databases; {posts} in it stands for the number")
    parser.add_argument("--dir", type=Path, default=CACHE, help="where the databases are kept")
    return parser


def _at_least(low: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < low:
            raise argparse.ArgumentTypeError(f"must be at least {low}")
        return int(text)

    return number


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (ConnectionError, RuntimeError) as error:
        sys.exit(f"ops/bench/run: {error}")
