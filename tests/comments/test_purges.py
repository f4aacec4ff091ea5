"""What was rejected or deleted is forgotten after thirty days, the log after a year."""

from datetime import timedelta

import time_machine

from blog.comments import moderation, purges, undoing
from blog.comments.models import Comment, ModerationAction, Notification
from blog.database import utcnow
from blog.extensions import db
from blog.posts import trash
from blog.posts.models import Post
from tests.support.factories import a_comment, a_post, an_account


def purge(app, days: float) -> None:
    """Let the job run that many days from now."""
    with app.app_context(), time_machine.travel(utcnow() + timedelta(days=days)):
        purges.purge({})
        db.session.commit()


def comments(app) -> dict[str, tuple[str, str]]:
    """{path: (state, words)} of all that is left."""
    with app.app_context():
        return {row.path.lstrip("0"): (row.state, row.body) for row in db.session.query(Comment)}


def test_after_thirty_days_the_words_go_and_where_no_reply_hangs_the_row(app):
    with app.app_context():
        post = a_post()
        above = a_comment(post, body="Above")
        a_comment(post, "Ada Lovelace", "Below", above)
        above.become("deleted", above.author_id)
        for state in ("rejected", "deleted", "visible", "pending"):
            a_comment(post, body=state, state=state, suspicion="4 links")
        db.session.commit()
    before = comments(app)
    purge(app, 29.9)
    assert comments(app) == before

    purge(app, 30.1)

    assert sorted(comments(app).values()) == [
        ("deleted", ""), ("pending", "pending"), ("visible", "Below"), ("visible", "visible")
    ]  # fmt: skip
    with app.app_context():
        trace = db.session.query(Comment).filter_by(state="deleted").one()
        assert (trace.html, trace.suspicion, trace.shown) == ("", "", True)


def test_a_whole_thread_of_rejected_comments_goes_at_once(app):
    with app.app_context():
        post, above = a_post(), None
        for _ in range(12):
            above = a_comment(post, parent=above)
        for comment in db.session.query(Comment).order_by(Comment.id.desc()):
            comment.become("rejected", None)
        db.session.commit()

    purge(app, 31)

    assert comments(app) == {}


def test_what_was_brought_back_meanwhile_stays(app):
    with app.app_context():
        comment = a_comment(a_post(), state="rejected")
        moderation.act("approve", [comment.id], an_account("ed", role="editor").id)
        db.session.commit()

    purge(app, 31)

    assert [state for state, _ in comments(app).values()] == ["visible"]


def test_forgotten_words_are_shown_by_nobody(app):
    with app.app_context():
        post, ed = a_post(), an_account("ed", role="editor").id
        above = a_comment(post)
        a_comment(post, "Ada Lovelace", "Below", above)
        key, above = moderation.act("reject", [above.id], ed).key, above.id
        db.session.commit()
    purge(app, 31)

    with app.app_context():
        assert moderation.act("approve", [above], ed).withdrawn == 1
        assert undoing.undo(key, ed).withdrawn == 1
        db.session.commit()

    assert sorted(state for state, _ in comments(app).values()) == ["rejected", "visible"]


def test_after_a_year_the_log_is_forgotten(app):
    with app.app_context():
        comment = a_comment(a_post(), state="pending").id
        moderation.act("approve", [comment], an_account("ed", role="editor").id)
        db.session.commit()

    def actions() -> int:
        with app.app_context():
            return db.session.query(ModerationAction).count()

    purge(app, 364)
    assert actions() == 1
    purge(app, 366)
    assert actions() == 0


def test_a_post_that_is_purged_takes_its_comments_along(app):
    with app.app_context():
        post, ed = a_post(), an_account("ed", role="editor").id
        above = a_comment(post)
        reply = a_comment(post, "Ada Lovelace", "Below", above)
        a_comment(a_post("Another"), body="Elsewhere")
        db.session.add(Notification(user_id=ed, comment_id=reply.id, kind="reply"))
        moderation.act("reject", [above.id], ed)
        db.session.get(Post, post.id).trash(ed)
        db.session.commit()

    with app.app_context(), time_machine.travel(utcnow() + timedelta(days=31)):
        trash.empty({})
        db.session.commit()

    assert [words for _, words in comments(app).values()] == ["Elsewhere"]
    with app.app_context():
        assert db.session.query(Notification).count() == 0
        assert db.session.query(ModerationAction).one().comment_id is None


def test_the_log_quotes_no_words_that_are_gone(app):
    with app.app_context():
        editor = an_account("ed", "editor").id
        comment = a_comment(a_post(), body="My telephone number", state="pending")
        moderation.act("approve", [comment.id], editor)
        comment.become("deleted", comment.author_id)
        db.session.commit()

    purge(app, 31)

    with app.app_context():
        assert [row.quote for row in db.session.query(ModerationAction)] == [""]
