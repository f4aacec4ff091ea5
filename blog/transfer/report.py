"""What an import did, or would do, for the person at the terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping

from blog.database import utcnow
from blog.transfer.blogs import Blog

STATUSES = ("created", "updated", "unchanged", "kept", "skipped")
MOST_EXAMPLES = 5


def lines(blog: Blog, statuses: Mapping[str, str], *, rehearsal: bool) -> Iterator[str]:
    """Give the report line by line: what is remarkable first, the sums last.

    `statuses` says by source key what became of each post.
    """
    for line in (*_exceptions(blog, statuses), *_notes(blog)):
        # A name in an archive may hold what would steer the terminal.
        yield "".join(character if character.isprintable() else "?" for character in line)
    counts = Counter(statuses.values()) | Counter(skipped=len(blog.skipped))
    sums = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    yield f"Nothing was written; it would be: {sums}." if rehearsal else f"{sums}."


def _exceptions(blog: Blog, statuses: Mapping[str, str]) -> Iterator[str]:
    for key, reason in sorted(blog.skipped.items()):
        yield f"skipped  {key}: {reason}"
    for key in sorted(key for key, status in statuses.items() if status == "kept"):
        yield f"kept     {key}: edited here since it was imported"


def _notes(blog: Blog) -> Iterator[str]:
    posts = [(entry, entry.source) for entry in blog.entries]
    undated = [source.key for _, source in posts if not source.date and not source.draft]
    drafts = [source.key for _, source in posts if source.draft]
    ahead = [source.key for _, source in posts if source.date and source.date > utcnow() and not source.draft]
    missing = [f"{key} in {source.key}" for entry, source in posts for key in entry.named("missing")]
    broken = [f"{key} ({reason})" for key, reason in sorted(blog.broken.items())]
    files = {key for entry, _ in posts for key in entry.named("file")}
    yield from _note("posts without a date, published as of their import", undated)
    yield from _note("drafts, which readers do not see", drafts)
    yield from _note("posts that readers see when their date has come", ahead)
    yield from _note("pictures not in the archive, links left as they are", missing)
    yield from _note("pictures that cannot be used, links left as they are", broken)
    yield from _note("linked files that are no pictures, not copied", sorted(files))


def _note(sentence: str, examples: list[str]) -> Iterator[str]:
    if examples:
        more = f" and {len(examples) - MOST_EXAMPLES} more" if len(examples) > MOST_EXAMPLES else ""
        yield f"note     {sentence} ({len(examples)}): {', '.join(examples[:MOST_EXAMPLES])}{more}"
