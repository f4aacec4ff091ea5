"""Where moderators work: the queue, or the page of one person. Both take the same decisions."""

from typing import Any, NamedTuple

from flask import Response, abort, request, url_for
from flask_login import current_user
from sqlalchemy import Row

from blog.accounts import directory
from blog.accounts.models import User
from blog.admin import access
from blog.comments import blocks, moderation, queue
from blog.comments.models import PENDING, STATES
from blog.comments.moderation import Batch
from blog.web.pagination import MAX_ID
from blog.web.responses import page

RIDERS = ("admin/comments/_waiting.html",)  # the count in the site's header
DONE = {"approve": "approved", "reject": "rejected", "delete": "deleted"}


class Desk(NamedTuple):
    """What lies before a moderator: comments in a state, or of a person; from behind the id `past`."""

    state: str
    suspicious: bool
    past: int | None
    person: User | None

    def address(self, endpoint: str = "", **changes: Any) -> str:
        """Where it is shown, or decided upon (`endpoint`)."""
        values: dict[str, Any] = {"past": self.past, **changes}
        if self.person and not endpoint:
            return url_for("moderation.show", username=self.person.username, **values)
        if self.person:
            return url_for(endpoint, by=self.person.username, **values)
        kept = {"state": self.state, "suspicious": 1 if self.suspicious else None}
        return url_for(endpoint or "moderation.index", **{**kept, **values})

    @staticmethod
    def sight(comment: Row[Any]) -> str:
        """What the form says that was seen of a comment."""
        return f"{comment.id} {moderation.sight(comment.state, comment.edited_at)}"


def desk_or_404(username: str = "") -> Desk:
    """Read from the address what lies on the desk, and whose it is where it is about a person."""
    state = request.args.get("state", PENDING)
    if state not in STATES:
        abort(404)
    person = access.commenter_or_404(username) if username else None
    return Desk(state, request.args.get("suspicious") == "1", id_or_404("past"), person)


def id_or_404(name: str) -> int | None:
    """Read the id where a page goes on from the address; None where it begins at its beginning."""
    text = request.args.get(name)
    if text is None:
        return None
    fits = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MAX_ID
    return int(text) if fits else abort(404)


def show(desk: Desk, status: int = 200, problem: str = "") -> Response:
    """Lay it out; `problem` says why nothing was done."""
    ticked = request.args.get("all") == "1"
    context: dict[str, Any] = {"desk": desk, "problem": problem, "ticked": ticked}
    if desk.person:
        context |= _about(desk.person, desk.past)
        return page("admin/comments/show.html", "person", status, riders=RIDERS, **context)
    rows = queue.in_state(desk.state, desk.past, suspicious=desk.suspicious)
    records = queue.records(row.author_id for row in rows.comments)
    context |= {"queue": rows, "records": records}
    return page("admin/comments/index.html", "queue", status, riders=RIDERS, **context)


def _about(person: User, past: int | None) -> dict[str, Any]:
    return {
        "person": directory.one(person.id),
        "email": person.email if current_user.may("admin") else None,
        "blocked": queue.block_of(person.id),
        "can_be_blocked": not blocks.refusal(person, current_user.id),
        "queue": queue.by(person.id, past),
        "records": queue.records([person.id]),
    }


def report(action: str, batch: Batch) -> str:
    """Say what was done, and what was left."""
    done = f"{count(batch.count)} {DONE[action]}." if batch.count else "Nothing was changed."
    return " ".join([done, *left(batch)])


def undone(batch: Batch) -> str:
    """Say what was taken back, and what was left."""
    if not batch.count and not batch.skipped:
        return "It was taken back before."
    return " ".join(["It is taken back." if batch.count else "Nothing was changed.", *left(batch)])


def left(batch: Batch) -> list[str]:
    """Say, in a sentence each, what was left and why."""
    reasons = (
        (batch.already, f"stood as {'it' if batch.already == 1 else 'they'} should already."),
        (batch.overtaken, "had been decided or edited by somebody else meanwhile."),
        (batch.withdrawn, f"{'was' if batch.withdrawn == 1 else 'were'} taken away by the author."),
        (batch.missing, "can no longer be found."),
    )
    return [f"{count(number)} {words}" for number, words in reasons if number]


def count(number: int) -> str:
    """So many comments, in words."""
    return f"{number} comment{'' if number == 1 else 's'}"
