"""Mail: what is written, and how each kind of BLOG_MAIL_URL delivers it."""

import stat
from datetime import datetime

import pytest

from blog.extensions import db
from blog.site import jobs, mail
from tests.site.jobtable import the_job
from tests.support.mailbox import TEXT, filed

HOUSE = "https://blog.example.org"


def sent(app, to="ada@example.org", subject="Welcome", text=TEXT) -> None:
    """Send one mail and do what is due."""
    with app.app_context():
        mail.send(to, subject, text)
        db.session.commit()
        jobs.run_due()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def filing(make_app, folder):
    """Make a site that files its mail."""
    return lambda query="", **changes: make_app(BLOG_MAIL_URL=f"file:{folder}{query}", **changes)


def test_a_mail_says_who_sends_it_and_wants_no_automatic_answer(filing, folder):
    sent(filing(BLOG_TITLE="Café, the blog", BLOG_BASE_URL=HOUSE))

    [message] = filed(folder)
    assert message["From"].addresses[0].display_name == "Café, the blog"
    assert message["From"].addresses[0].addr_spec == "noreply@blog.example.org"
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Welcome"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@blog.example.org>")
    assert isinstance(message["Date"].datetime, datetime)
    assert message.get_content() == f"{TEXT}\n"


def test_the_sender_is_the_settings_to_choose(filing, folder):
    sent(filing("?from=ink@example.org"))

    assert filed(folder)[0]["From"].addresses[0].addr_spec == "ink@example.org"


def test_a_site_on_an_ip_address_writes_it_as_mail_wants_it(filing, folder):
    sent(filing())

    assert filed(folder)[0]["From"].addresses[0].addr_spec == "noreply@[127.0.0.1]"


@pytest.mark.parametrize(
    "to",
    [
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org\r\n\r\nHello",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "ada@example.org>\0",
        "ada@exa mple.org",
        "ada",
        "@example.org",
        "ada@example..org",
        "",
    ],
)
def test_only_one_plain_address_can_be_written_to(app, to):
    with app.app_context(), pytest.raises(ValueError, match=r"mailbox|label"):
        mail.send(to, "Welcome", TEXT)


def test_a_subject_of_several_lines_is_still_one_header(filing, folder):
    sent(filing(), subject="Welcome\r\nBcc: eve@example.org\n\nHello")

    [message] = filed(folder)
    assert message["Subject"] == "Welcome Bcc: eve@example.org Hello"
    assert message["Bcc"] is None


def test_no_script_is_lost_on_the_way(filing, folder):
    sent(filing(), "ada@bücher.example", "Grüße aus 東京", "Ünïcödé 🐳\n.\nFrom here")

    [message] = filed(folder)
    assert message["To"] == "ada@xn--bcher-kva.example"
    assert message["Subject"] == "Grüße aus 東京"
    assert message.get_content() == "Ünïcödé 🐳\n.\nFrom here\n"
    assert all(path.read_bytes().isascii() for path in folder.iterdir())


def test_a_filed_mail_is_its_owners_alone(filing, folder):
    sent(filing())

    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_mail_that_is_filed_again_is_the_same_file(filing, folder):
    app = filing()
    with app.app_context():
        mail.send("ada@example.org", "Welcome", TEXT)
        payload = next(iter(db.session.new)).payload
        mail.deliver(payload)
        mail.deliver(payload)

    assert len(filed(folder)) == 1


def test_a_folder_that_is_gone_is_no_reason_to_lose_mail(filing, folder, log):
    app = filing()
    folder.rmdir()
    sent(app)

    with app.app_context():
        assert "No such file" in the_job().error


def test_what_is_rolled_back_is_not_mailed(filing, folder):
    with filing().app_context():
        mail.send("ada@example.org", "Welcome", TEXT)
        db.session.rollback()
        jobs.run_due()

    assert filed(folder) == []


def test_without_a_setting_mail_is_printed_to_be_read(app, capsys):
    link = f"{HOUSE}/reset/{'long-' * 40}"
    sent(app, subject="Grüße", text=f"Hello Zoë,\n\n{link}\n\x1b[2J")

    lines = capsys.readouterr().err.splitlines()
    assert "Subject: Grüße" in lines
    assert "To: ada@example.org" in lines
    assert "Hello Zoë," in lines
    assert link in lines
    assert "[2J" in lines


@pytest.mark.parametrize(("url", "works"), [("console:", False), ("smtp://mail.example.org", True)])
def test_pages_can_know_whether_mail_reaches_anybody(settings, url, works):
    assert mail.works(settings(BLOG_MAIL_URL=url)) is works
