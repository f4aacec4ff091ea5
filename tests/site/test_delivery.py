"""Delivery by a mail server, real and difficult, and by a server process of the blog."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.request import urlopen

import pytest

from blog.database import utcnow
from blog.extensions import db
from blog.site import jobs, mail
from tests.site.conftest import SECRET
from tests.site.jobtable import all_jobs
from tests.support.factories import a_post
from tests.support.mailbox import TEXT, filed, mailbox, wait_until
from tests.support.server import GUNICORN, WAITRESS, free_port, serving

MAILING = (*GUNICORN[:-1], "--preload", "--workers", "2", "tests.support.mailbox:mailing_app()")
USER = "blog%40example.org:p%40ss%2Fword@"
EVERYWHERE = "0.0.0.0"  # leads to this machine, too, but is no loopback address


def queue(app, to="ada@example.org") -> None:
    with app.app_context():
        mail.send(to, "Welcome", TEXT)
        db.session.commit()


def run(app) -> list[jobs.Job]:
    """Do what is due; return the jobs that are left."""
    with app.app_context():
        jobs.run_due()
        return all_jobs()


def test_a_mail_server_is_handed_the_mail(make_app):
    with mailbox() as box:
        app = make_app(BLOG_MAIL_URL=box.url(), BLOG_BASE_URL="http://blog.example.org")
        queue(app)

        assert run(app) == []

    assert box.envelopes == [("noreply@blog.example.org", ["ada@example.org"])]
    assert box.messages[0].get_content() == f"{TEXT}\n"


def test_flt_11_a_mail_waits_for_a_server_that_is_down(make_app, time_machine, log):
    port = free_port()
    app = make_app(BLOG_MAIL_URL=f"smtp://127.0.0.1:{port}")
    queue(app)
    [waiting] = run(app)

    with mailbox(port) as box:
        time_machine.move_to(utcnow() + timedelta(minutes=1))
        left = run(app)

    assert "refused" in waiting.error.lower()
    assert left == []
    assert len(box.messages) == 1


@pytest.mark.parametrize("place", ["answers", "verdicts"])
def test_flt_11_a_server_that_is_busy_is_asked_again(make_app, time_machine, log, place):
    with mailbox() as box:
        app = make_app(BLOG_MAIL_URL=box.url())
        getattr(box, place).append(f"451 Try later, {SECRET}")
        queue(app)
        [waiting] = run(app)
        time_machine.move_to(utcnow() + timedelta(minutes=1))
        left = run(app)

    assert "451" in waiting.error
    assert (left, len(box.messages)) == ([], 1)


@pytest.mark.parametrize("place", ["answers", "verdicts"])
def test_flt_11_a_refusal_for_good_is_told_and_holds_up_nobody_else(make_app, log, place):
    with mailbox() as box:
        app = make_app(BLOG_MAIL_URL=box.url())
        getattr(box, place).append(f"550 We do not like {SECRET}")
        queue(app, "nobody@example.org")
        queue(app)
        [refused] = run(app)

    assert refused.failed_at is not None
    assert "550" in refused.error
    assert SECRET not in refused.error
    assert box.envelopes[0][1] == ["ada@example.org"]


def test_aun_06_a_server_that_hangs_keeps_nobody_from_writing(make_app, log):
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as worker:
        app = make_app(BLOG_MAIL_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        queue(app)
        at_work = worker.submit(run, app)
        connection, _ = silent.accept()
        with connection:
            with app.app_context():
                a_post("Written meanwhile")
            queue(app)
            finished_early = at_work.done()
            silent.close()
        left = at_work.result()

    assert not finished_early
    assert [job.attempts for job in left] == [1, 0]


def test_a_password_goes_through_encryption_only(make_app):
    with mailbox(starttls=True, auth_required=True) as box:
        app = make_app(BLOG_MAIL_URL=box.url(USER))
        queue(app)

        assert run(app) == []

    assert [(login.login, login.password) for login in box.logins] == [(b"blog@example.org", b"p@ss/word")]


def test_a_password_is_not_sent_to_a_server_without_encryption(make_app, log):
    with mailbox(host=EVERYWHERE, auth_require_tls=False) as box:
        app = make_app(BLOG_MAIL_URL=box.url(USER, host=EVERYWHERE))
        queue(app)
        [waiting] = run(app)

    assert "no encryption" in waiting.error
    assert box.logins == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(make_app, log):
    with mailbox(host=EVERYWHERE, starttls=True) as box:
        app = make_app(BLOG_MAIL_URL=box.url(USER, host=EVERYWHERE))
        queue(app)
        [waiting] = run(app)

    assert "certificate" in waiting.error
    assert (box.logins, box.messages) == ([], [])


def test_a_wrong_password_is_an_error_that_can_be_mended(make_app, log):
    with mailbox(starttls=True, auth_required=True) as box:
        app = make_app(BLOG_MAIL_URL=box.url("blog:hunter2@"))
        queue(app)
        [waiting] = run(app)

    assert "535" in waiting.error
    assert waiting.failed_at is None
    assert "hunter2" not in waiting.error + log.text


def test_smtps_is_encrypted_from_the_first_byte(make_app):
    with mailbox(tls=True) as box:
        app = make_app(BLOG_MAIL_URL=box.url(scheme="smtps", host="localhost"))
        queue(app)

        assert run(app) == []

    assert len(box.messages) == 1


@pytest.mark.parametrize(("able", "delivered"), [(True, ["josé@example.org"]), (False, [])])
def test_an_address_that_is_not_ascii_needs_a_server_that_can(make_app, able, delivered):
    with mailbox(enable_SMTPUTF8=able) as box:
        app = make_app(BLOG_MAIL_URL=box.url())
        queue(app, "josé@example.org")
        left = run(app)

    assert [envelope[1][0] for envelope in box.envelopes] == delivered
    assert [job.failed_at is not None for job in left] == ([] if able else [True])


def test_a_server_process_sends_what_a_request_left(environ, tmp_path):
    folder = tmp_path / "mail"

    with serving({**environ, "BLOG_MAIL_URL": f"file:{folder}"}, MAILING) as url:
        with urlopen(f"{url}/mail-me") as answer:
            assert answer.status == 204
        wait_until(lambda: filed(folder))

    [message] = filed(folder)
    assert message.get_content() == f"{TEXT}\n"


def test_flt_01_what_a_killed_process_left_is_sent_after_the_restart(app, environ, tmp_path):
    queue(app)
    folder = tmp_path / "mail"

    with serving({**environ, "BLOG_MAIL_URL": f"file:{folder}"}, WAITRESS):
        wait_until(lambda: filed(folder))

    assert len(filed(folder)) == 1
