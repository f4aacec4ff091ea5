"""Who is told of a comment, and who is not."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from blog.comments import notices
from blog.comments.models import DELETED, PENDING, REJECTED, VISIBLE, Comment, Notification
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs
from tests.support.factories import a_comment, a_post, a_user, an_account


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


def tell(comment: Comment) -> None:
    notices.appeared(comment)
    db.session.commit()


def told() -> list[tuple[str, str]]:
    """(name, kind) of every notification, in the order of names."""
    rows = db.session.scalars(db.select(Notification))
    return sorted((db.session.get_one(type(a_user()), row.user_id).name, row.kind) for row in rows)


def test_the_authors_of_the_post_are_told():
    tell(a_comment(a_post(authors=("Ada Lovelace", "Mary Somerville")), "Charles Babbage"))

    assert told() == [("Ada Lovelace", "comment"), ("Mary Somerville", "comment")]


def test_who_is_answered_is_told_as_well():
    post = a_post(authors=("Ada Lovelace",))
    first = a_comment(post, "Charles Babbage")

    tell(a_comment(post, "Mary Somerville", parent=first))

    assert told() == [("Ada Lovelace", "comment"), ("Charles Babbage", "reply")]


def test_who_is_both_is_told_once_of_the_reply():
    post = a_post(authors=("Ada Lovelace",))
    own = a_comment(post, "Ada Lovelace")

    tell(a_comment(post, "Charles Babbage", parent=own))

    assert told() == [("Ada Lovelace", "reply")]


def test_nobody_is_told_of_their_own_words():
    post = a_post(authors=("Ada Lovelace",))
    own = a_comment(post, "Ada Lovelace")

    tell(own)
    tell(a_comment(post, "Ada Lovelace", parent=own))

    assert told() == []


def test_who_took_their_words_back_waits_for_no_answer():
    post = a_post(authors=("Ada Lovelace",))
    gone = a_comment(post, "Charles Babbage", state=DELETED)

    tell(a_comment(post, "Mary Somerville", parent=gone))

    assert told() == [("Ada Lovelace", "comment")]


def test_nobody_is_told_twice_when_it_is_hidden_and_shown_again():
    post = a_post(authors=("Ada Lovelace",))
    above = a_comment(post, "Ada Lovelace", state=DELETED)
    comment = a_comment(post, "Charles Babbage", parent=above)
    tell(comment)

    above.become(VISIBLE, None)
    comment.become(REJECTED, None)
    comment.become(VISIBLE, None)
    tell(comment)

    assert told() == [("Ada Lovelace", "comment")]


def test_who_waited_for_approval_is_told_once_that_it_came():
    comment = a_comment(a_post(), "Charles Babbage", state=PENDING)

    notices.approved(comment)
    notices.approved(comment)
    db.session.commit()

    assert told() == [("Charles Babbage", "approved")]


def test_to_be_told_of_an_approval_keeps_nobody_from_being_told_of_an_answer():
    post = a_post(authors=("Ada Lovelace",))
    comment = a_comment(post, "Charles Babbage")
    notices.approved(comment)
    tell(comment)

    assert told() == [("Ada Lovelace", "comment"), ("Charles Babbage", "approved")]


def test_what_is_rolled_back_was_never_told():
    comment = a_comment(a_post())

    notices.appeared(comment)
    db.session.rollback()

    assert told() == []


def test_telling_takes_two_statements_however_many_are_told():
    comment = a_comment(a_post(authors=("Ada", "Mary", "Grace", "Sophie")))
    assert comment.post_id
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    notices.appeared(comment)

    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 2


@pytest.mark.parametrize(
    ("days", "read", "owner", "stays"),
    [
        (91, True, "reader", False),
        (89, True, "reader", True),
        (91, False, "reader", True),
        (91, False, "Somebody imported", False),
        (89, False, "Somebody imported", True),
    ],
)
def test_what_was_read_long_ago_is_forgotten_and_what_nobody_can_read(days, read, owner, stays):
    user = an_account("reader") if owner == "reader" else a_user(owner)
    when = utcnow() - timedelta(days=days)
    row = Notification(user_id=user.id, comment_id=a_comment(a_post()).id, kind="reply", created_at=when)
    row.read_at = when if read else None
    db.session.add(row)
    db.session.commit()

    notices.forget({})
    db.session.commit()

    assert (db.session.query(Notification).count() == 1) is stays


def test_forgetting_is_a_job_of_every_day():
    jobs.schedule()

    row = db.session.scalar(db.select(jobs.Job).where(jobs.Job.key == "comments.forget"))
    assert timedelta(hours=23) < row.run_at - utcnow() < timedelta(hours=25)
