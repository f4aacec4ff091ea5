"""What tests about moderation have in common: what was said, and what became of it."""

from blog.comments.models import Comment, ModerationAction
from blog.extensions import db
from blog.posts.models import Post
from tests.support.browsing import post
from tests.support.factories import a_comment, a_post, a_user

QUEUE = "/admin/comments"


def some_comments(count=3, author="Charles Babbage", state="pending", **details) -> list[int]:
    """So many comments below one post, one after the other; return their ids."""
    below = db.session.scalar(db.select(Post).limit(1)) or a_post()
    return [a_comment(below, author, f"Comment {n}", state=state, **details).id for n in range(count)]


def many_comments(count: int, state="pending", author="Charles Babbage") -> list[int]:
    """The same, very many of them, by one statement."""
    below = db.session.scalar(db.select(Post).limit(1)) or a_post()
    common = {
        "post_id": below.id,
        "author_id": a_user(author).id,
        "state": state,
        "shown": state == "visible",
    }
    rows = [
        Comment(**common, body=f"Comment {n}", html=f"<p>Comment {n}</p>", path=f"{n:010}")
        for n in range(count)
    ]
    db.session.add_all(rows)
    db.session.commit()
    return [row.id for row in rows]


def states(app, ids=None) -> list[str]:
    """The states of these comments, or of all, in the order in which they were written."""
    with app.app_context():
        rows = db.session.query(Comment).order_by(Comment.id)
        return [row.state for row in rows if ids is None or row.id in ids]


def actions(app) -> list[tuple[str, str, str]]:
    """(action, before, after) of the whole log, the oldest first."""
    with app.app_context():
        rows = db.session.query(ModerationAction).order_by(ModerationAction.id)
        return [(row.action, row.before, row.after) for row in rows]


def batches(app) -> list[str]:
    """The keys of the log's batches, the oldest first."""
    with app.app_context():
        rows = db.session.query(ModerationAction).order_by(ModerationAction.id)
        return list(dict.fromkeys(row.batch for row in rows))


def decide(client, action: str, ids, address: str = QUEUE, seen=(), **options):
    """Press a button of the queue with these comments ticked."""
    return post(client, address, {"action": action, "comment": ids, "seen": list(seen)}, **options)
