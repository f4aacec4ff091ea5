"""A discussion as whoever looks sees it, and may take part in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask import abort, url_for
from sqlalchemy import Row

from blog.comments import access, queries
from blog.comments.models import DELETED, EDITABLE, PENDING, STEP, VISIBLE
from blog.database import utcnow
from blog.web import reads

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Remark(NamedTuple):
    """A comment, and what whoever looks may do with it."""

    row: Row[Any]
    readable: bool
    own: bool
    editable: bool
    deletable: bool
    restorable: bool
    moderatable: bool
    signed_in: bool

    @property
    def depth(self) -> int:
        """How many comments it hangs below."""
        return len(self.row.path) // STEP - 1

    @property
    def waits(self) -> bool:
        """Whether no moderator has looked at it yet."""
        return bool(self.row.state == PENDING)

    @property
    def trace(self) -> str:
        """What stands in its place while its words are not shown."""
        if self.waits:
            return "This comment waits for a moderator."
        by_author = self.row.state == DELETED and self.row.decided_by_id == self.row.author_id
        if by_author and self.own:
            return "You deleted this comment."
        return "Deleted by its author." if by_author else "Removed by a moderator."


@dataclass(frozen=True)
class Talk:
    """A page of the discussion below a post."""

    post: Any  # a row with id, slug, title, published_at
    remarks: list[Remark]
    after: str  # the path that this page begins below; "" for the first
    more: str | None  # the path that the next page begins below
    count: int
    closed: bool
    signed_in: bool
    refusal: str  # why whoever is signed in cannot comment; "" where they can
    switchable: bool  # whether they may open and close it
    since: str  # the moment of the newest comment, for asking whether there is a newer one
    focus: bool  # whether a keyboard user asked for this page, so that focus goes to its first comment

    @property
    def whole(self) -> bool:
        """Whether all that there is stands on this page, so that a new comment has its place on it."""
        return not self.after and not self.more


def remark(row: Row[Any]) -> Remark:
    """See one comment as whoever looks does."""
    own = access.is_own(row)
    return Remark(
        row=row,
        readable=access.may_read(row),
        own=own,
        editable=own and is_editable(row),
        deletable=access.may_delete(row) and row.state in (VISIBLE, PENDING),
        restorable=access.may_restore(row),
        moderatable=access.may_moderate(row),
        signed_in=access.viewer_id() is not None,
    )


def is_editable(row: Row[Any]) -> bool:
    """Whether the words may still be changed: for a while, unless the comment was taken away."""
    return row.state in (VISIBLE, PENDING) and utcnow() < row.created_at + EDITABLE


def talk(post: Any, *, switchable: bool, after: str = "", focus: bool = False) -> Talk:
    """Return the discussion of a public post below the path `after`, as whoever looks sees it."""
    standing, viewer = queries.standing(post.id), access.viewer_id()
    newest = queries.newest(post.id) if viewer is not None else None  # before the comments: none is missed
    alone = viewer is None and not standing.visible  # most posts for most readers
    rows, more = ([], None) if alone else queries.page(post.id, viewer, after)
    return Talk(
        post=post,
        remarks=[remark(row) for row in rows],
        after=after,
        more=more,
        count=standing.visible,
        closed=access.is_closed(post, standing),
        signed_in=viewer is not None,
        refusal=access.refusal(post, standing) if viewer is not None else "",
        switchable=switchable,
        since=moment(newest),
        focus=focus,
    )


def arrivals(talk: Talk, since: datetime, own: int | None = None) -> dict[int | None, list[Remark]]:
    """Return what a page lacks that showed `talk` as it was at `since`: {comment before: comments}.

    That is what others said since, and the viewer's comment `own`. None stands for the top of the list.
    """
    groups: dict[int | None, list[Remark]] = {}
    known: int | None = None
    for one in talk.remarks:
        row = one.row
        fresh = row.state == VISIBLE and row.released_at > since and not one.own
        if fresh or (row.id == own and not (row.released_at and row.released_at <= since)):
            groups.setdefault(known, []).append(one)
        else:
            known = row.id
    return groups


def moment(when: datetime | None) -> str:
    """Write a moment as an address holds it: microseconds since 1970; 0 for before any comment."""
    return str((when - EPOCH) // timedelta(microseconds=1)) if when else "0"


def moment_or_404(text: str) -> datetime:
    """Read what `moment` wrote."""
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        abort(404)
    return EPOCH + timedelta(microseconds=int(text))


def place(comment: Row[Any], post: Row[Any]) -> str:
    """Return the address at which a comment stands among the others; the discussion's where it does not."""
    reads.refresh()  # it may have been made by the request at hand
    here = access.may_read(comment) or comment.shown
    start = queries.start_of_page(comment, access.viewer_id()) if here else ""
    anchor = f"comment-{comment.id}" if here else "comments"
    if start:
        return url_for("comments.index", slug=post.slug, after=start, _anchor=anchor)
    return url_for("posts.show", slug=post.slug, _anchor=anchor)
