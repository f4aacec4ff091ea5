"""Mail about comments: to whom, what it says, and what nobody can slip into it."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from blog.accounts.models import User
from blog.comments import mails, notices, subscriptions
from blog.comments.models import DELETED, REJECTED, Comment, Notification
from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs
from tests.support.factories import a_comment, a_post, an_account
from tests.support.mailbox import filed, mailbox

HOUSE = "https://blog.example.org"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def mailing(make_app, folder):
    """A site that files its mail, entered."""
    app = make_app(BLOG_MAIL_URL=f"file:{folder}", BLOG_BASE_URL=HOUSE, BLOG_TITLE="Engines")
    with app.app_context():
        an_account("ada", name="Ada Lovelace")
        an_account("charles", name="Charles Babbage", role="reader")
        yield app


def said(body="A fine engine.", by="charles", parent: Comment | None = None, **details) -> Comment:
    """A comment that readers see just now, on Ada's post."""
    post = parent.post if parent else a_post(authors=("ada",), **details)
    author = db.session.scalar(db.select(User).where(User.username == by))
    comment = a_comment(post, author, body, parent)
    notices.appeared(comment)
    db.session.commit()
    return comment


def sent(folder) -> list[EmailMessage]:
    """The mails that leave, once all that is due was done."""
    jobs.run_due()
    assert db.session.query(jobs.Job).filter(jobs.Job.error != "").all() == []
    return filed(folder)


def recipients(folder) -> list[str]:
    return [message["To"].addresses[0].addr_spec for message in sent(folder)]


def test_the_author_of_the_post_reads_who_said_what_where_and_how_to_stop_it(mailing, folder):
    comment = said("A fine engine.\n\nBut *who* will build it?")

    [message] = sent(folder)

    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Charles Babbage commented on “On the analytical engine”"
    stop = f"{HOUSE}/unsubscribe/{subscriptions.token(notified(comment).user_id, 'comment')}"
    assert message.get_content() == (
        "Charles Babbage commented on “On the analytical engine”:\n\n"
        "> A fine engine.\n>\n> But *who* will build it?\n\n"
        f"Read it, and answer, here:\n{HOUSE}/comments/{comment.id}\n\n"
        "-- \nYou get this mail because it is about a post of yours\n"
        "at Engines, where you are ada. To get no more of\n"
        f"this kind, open this and press the button:\n{stop}\n"
    )


def notified(comment: Comment) -> Notification:
    return db.session.scalars(db.select(Notification).where(Notification.comment_id == comment.id)).one()


def test_who_is_answered_gets_a_mail_in_the_same_thread(mailing, folder):
    first = said()
    answer = said("Thank you.", "ada", first)
    said("You are welcome.", "charles", answer)

    to_ada, to_charles, again_to_ada = sorted(sent(folder), key=lambda message: message["Message-ID"])

    assert to_charles["To"] == "charles@example.org"
    assert to_charles["Subject"] == "Ada Lovelace answered your comment on “On the analytical engine”"
    assert "somebody answered a comment of yours" in to_charles.get_content()
    assert again_to_ada["In-Reply-To"].startswith(f"<comment-{answer.id}-")
    assert again_to_ada["References"].split()[0] == to_ada["References"]


def test_a_program_finds_the_button_that_stops_it(mailing, folder):
    comment = said()

    sent(folder)

    [path] = folder.iterdir()
    raw = path.read_bytes().split(b"\n\n")[0].decode("ascii")
    token = subscriptions.token(notified(comment).user_id, "comment")
    assert f"List-Unsubscribe: <{HOUSE}/unsubscribe/{token}>\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw
    assert "List-Id: <comments.blog.example.org>\n" in raw
    assert "Auto-Submitted: auto-generated" in raw


def test_there_is_nothing_in_it_that_tells_whether_it_was_read(mailing, folder):
    said("![](https://evil.test/pixel.gif)")

    [message] = sent(folder)

    assert message.get_content_type() == "text/plain"


def test_nobody_gets_a_mail_that_they_refused(mailing, folder):
    first = said()
    subscriptions.refuse(first.author_id, "reply")
    said("Thank you.", "ada", first)

    assert recipients(folder) == ["ada@example.org"]


def test_who_refuses_after_it_was_said_gets_none_either(mailing, folder):
    comment = said()
    subscriptions.refuse(notified(comment).user_id, "comment")
    db.session.commit()

    assert sent(folder) == []


@pytest.mark.parametrize("state", [DELETED, REJECTED])
def test_what_was_taken_away_meanwhile_is_not_mailed(mailing, folder, state):
    said().become(state, None)
    db.session.commit()

    assert sent(folder) == []


def test_a_comment_on_a_post_that_was_taken_back_meanwhile_is_not_mailed(mailing, folder):
    said().post.publish(None)
    db.session.commit()

    assert sent(folder) == []


def test_what_was_read_here_meanwhile_is_not_mailed(mailing, folder):
    notified(said()).read_at = utcnow()
    db.session.commit()

    assert sent(folder) == []


def test_what_is_gone_for_good_is_no_failure(mailing, folder):
    db.session.delete(said())
    db.session.commit()

    assert sent(folder) == []


@pytest.mark.parametrize(
    "lack",
    [
        {"email": None, "email_key": None},
        {"email": "Ada <ada@example.org>"},
        {"password_hash": None},
        {"disabled_at": utcnow()},
    ],
)
def test_who_cannot_sign_in_or_has_no_address_gets_no_mail(mailing, folder, lack):
    db.session.execute(db.update(User).where(User.username == "ada").values(lack))
    said()

    assert sent(folder) == []


def test_where_mail_reaches_nobody_none_is_asked_for(app):
    with app.app_context():
        an_account("ada")
        an_account("charles")

        assert notified(said()).kind == "comment"
        assert db.session.query(jobs.Job).count() == 0


def test_what_is_rolled_back_is_not_mailed(mailing, folder):
    comment = a_comment(a_post(authors=("ada",)), "charles")
    notices.appeared(comment)
    db.session.rollback()

    assert sent(folder) == []


def test_the_job_holds_nothing_but_a_number(mailing):
    comment = said("Between you and me.")

    assert db.session.scalar(db.select(jobs.Job.payload)) == {"notification": notified(comment).id}


@pytest.mark.parametrize(
    "name",
    [
        "Eve\r\nBcc: all@example.org",
        "Eve\n\nFree money",
        "Eve\x01\x1b[2J",
        'Eve" <eve@evil.test>, "',
        "\u202eevE",
        "Żółć 東京 🐳",
        "=?utf-8?q?Eve?=",
        "E" * 120,
    ],
)
def test_http_01_no_name_or_title_breaks_out_of_its_header(mailing, folder, name):
    db.session.execute(db.update(User).where(User.username == "charles").values(name=name))
    said(title=f"{name} " * 2)

    [message] = sent(folder)

    assert message["Bcc"] is None
    assert [one.addr_spec for one in message["To"].addresses] == ["ada@example.org"]
    assert [one.addr_spec for one in message["From"].addresses] == ["noreply@blog.example.org"]
    assert message["Subject"].isprintable()
    assert message["Subject"].startswith("E") or message["Subject"][0] in "eŻ="
    assert "\x1b" not in message.get_content()
    assert "\u202e" not in message.get_content()
    [path] = folder.iterdir()
    assert all(len(line) < 998 for line in path.read_bytes().split(b"\n"))


def test_uni_09_a_very_long_title_is_shortened_in_the_subject_only(mailing, folder):
    title = "Analysis " * 33
    said(title=title.strip())

    [message] = sent(folder)

    assert len(message["Subject"]) < 140
    assert message["Subject"].endswith("…”")
    assert title.strip() in " ".join(message.get_content().split())


def test_no_line_of_a_comment_passes_for_the_mails_own(mailing, folder):
    said("Hello\r\n-- \r\nTo get no more, open https://evil.test/\u2028x\n.\nFrom here\x85on\x0b\x0cand on")

    [message] = sent(folder)

    lines = message.get_content().split("\n")
    quoted = lines[lines.index("> Hello") :][: lines.index("Read it, and answer, here:") - 3]
    assert all(line.startswith(">") for line in quoted)
    assert lines.count("-- ") == 1
    assert [line for line in lines if "evil.test" in line and not line.startswith(">")] == []


def test_a_long_comment_is_cut_and_its_long_lines_are_folded(mailing, folder):
    said("Much to say. " * 300 + "x" * 900)
    said("y" * 1900, title="Another")

    first, second = sent(folder)

    assert "[…]" in first.get_content()
    assert len(first.get_content()) < mails.LONGEST_QUOTE + 1000
    for message in (first, second):
        assert max(len(line) for line in message.get_content().split("\n") if "http" not in line) <= 80


def test_a_link_in_a_comment_stays_whole(mailing, folder):
    link = "https://example.org/" + "a-long-way/" * 20
    said(f"I found it at last, after looking for it for the whole of an evening: {link}")

    [message] = sent(folder)

    assert f"> {link}" in message.get_content().split("\n")


def test_flt_11_a_busy_server_gets_the_very_same_mail_later(make_app, time_machine):
    with mailbox() as box:
        app = make_app(BLOG_MAIL_URL=box.url(), BLOG_BASE_URL=HOUSE)
        with app.app_context():
            an_account("ada")
            an_account("charles")
            box.answers.append("451 Try later")
            comment = said()
            jobs.run_due()
            time_machine.move_to(utcnow() + timedelta(minutes=1))
            jobs.run_due()
            assert db.session.query(jobs.Job).count() == 0
            created = notified(comment).created_at.replace(microsecond=0)

    [message] = box.messages
    assert message["Date"].datetime == created
    assert message["List-Unsubscribe"].startswith(f"<{HOUSE}/unsubscribe/")
    assert box.envelopes == [("noreply@blog.example.org", ["ada@example.org"])]
