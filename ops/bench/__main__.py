"""Fills databases, serves them, asks in turns, prints a table for each."""

import argparse
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from flask_migrate import upgrade

from blog import create_app, schema
from blog.config import Settings
from blog.extensions import db
from blog.site import models as site
from ops.bench import filling, load, report, servers
from ops.bench.targets import YARDSTICK, Target, targets

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quire-bench"
WARM_UP = 100  # requests, not counted: the first after a change are misses


def main(arguments: Sequence[str]) -> None:
    """Measure one size after another."""
    options = _parser().parse_args(arguments)
    for count in options.posts:
        data_dir = filled(options.dir, count)
        print(
            f"\n{count:,} posts; {options.rounds} rounds of {options.requests:,} requests "
            f"over {options.connections} connections",
            flush=True,
        )
        measure({"BLOG_DATA_DIR": str(data_dir)}, count, options)


def filled(folder: Path, count: int) -> Path:
    """Return a data directory with `count` posts, one that an earlier run filled if there is one."""
    ready = folder / f"{count}-posts-schema-{schema.revisions()[-1]}-generator-{filling.VERSION}"
    if not ready.exists():
        print(f"filling {ready}", flush=True)
        partial = ready.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        with create_app(Settings.load({"BLOG_DATA_DIR": str(partial)})).app_context():
            upgrade()
            filling.fill(db.engine, count)
            db.engine.dispose()
        partial.rename(ready)
    return ready


def measure(settings: Mapping[str, str], count: int, options: argparse.Namespace) -> None:
    """Serve the site and the yardsticks, ask them in turns, print what it cost."""
    with ExitStack() as stack:
        stack.enter_context(create_app(Settings.load(settings)).app_context())
        asked = targets(count, options.requests)
        db.session.remove()  # an open transaction would keep the site's own writes waiting
        running = {
            "raw": stack.enter_context(servers.serving("ops.bench.constants:raw", {})),
            "flask": stack.enter_context(servers.serving("ops.bench.constants:flask", {})),
            "quire": stack.enter_context(servers.serving("main:app", settings)),
        }
        samples = defaultdict(list)
        for number in range(options.rounds + 1):
            for target in asked:
                sample = _ask(target, running[target.server], options.connections)
                if number:  # the first round warms up
                    samples[target.name].append(sample)
        print(report.table(samples, YARDSTICK))
        print("memory (PSS):", ", ".join(f"{name} {s.memory() / 1e6:.0f} MB" for name, s in running.items()))
        db.engine.dispose()


def _ask(target: Target, server: servers.Server, connections: int) -> report.Sample:
    if target.cold:  # a new site version makes every cached page stale
        site.raise_version()
        db.session.commit()
    else:
        load.drive(server.port, target.addresses[:WARM_UP], connections)
    before = server.cpu_seconds()
    answered = load.drive(server.port, target.addresses, connections)
    return report.sample(answered, server.cpu_seconds() - before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ops/bench/run", description=__doc__)
    parser.add_argument("--posts", type=_at_least(100), nargs="+", default=[1_000, 100_000], metavar="N")
    parser.add_argument("--rounds", type=_at_least(1), default=11)
    parser.add_argument("--requests", type=_at_least(100), default=1_000, help="a target and round")
    parser.add_argument("--connections", type=_at_least(1), default=1)
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
