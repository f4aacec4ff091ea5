"""What the log says of a request and a job; and what it never says, whatever is done."""

import json
import re
from urllib.parse import quote

import pytest

from blog.extensions import db
from blog.site import jobs
from blog.site.jobs import Job
from blog.web.gate import needs
from tests.support.browsing import log_in, post, signed_in, token
from tests.support.codes import SECRET, code
from tests.support.factories import PASSWORD, an_account
from tests.support.html import only, page
from tests.support.mailbox import mailbox
from tests.support.server import free_port

once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Arguments of addresses, by whether who knows one may do something that others may not.
HARMLESS = {
    *("slug", "username", "name", "key", "extension", "digest", "id", "number", "token_id", "form"),
    *("year", "month"),
}
SECRETS = {"token"}


def entries(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_names_the_view_and_who_asked(app, capsys):
    with app.app_context():
        id = an_account("ada").id
    ada = signed_in(app, "ada")
    capsys.readouterr()

    ada.get("/account")
    app.test_client().get("/about")
    app.test_client().get("/about")

    lines = capsys.readouterr().err.splitlines()
    assert re.fullmatch(rf"200 GET /account [\d.]+ ms profiles\.edit user={id} [0-9a-f]{{16}}", lines[0])
    assert re.fullmatch(r"200 GET /about [\d.]+ ms about\.show [0-9a-f]{16}", lines[1])
    assert re.fullmatch(r"200 GET /about [\d.]+ ms cached about\.show [0-9a-f]{16}", lines[2])


def test_as_json_too_and_with_nulls_where_nobody_and_nothing_was(make_app, capsys):
    app = make_app(BLOG_LOG_FORMAT="json")
    with app.app_context():
        id = an_account("ada").id
    ada = signed_in(app, "ada")
    capsys.readouterr()

    ada.get("/account")
    app.test_client().get("/nothing")

    asked, lost = entries(capsys)
    assert (asked["endpoint"], asked["user_id"], asked["cached"]) == ("profiles.edit", id, False)
    assert (lost["endpoint"], lost["user_id"]) == (None, None)


@once
def test_a_failure_is_written_with_the_request_it_belongs_to(make_app, capsys):
    app = make_app(BLOG_LOG_FORMAT="json")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", "broken", needs("reader")(lambda: {}[1]))
    with app.app_context():
        id = an_account("ada").id
    ada = signed_in(app, "ada")
    capsys.readouterr()

    response = ada.get("/broken")

    failure, line = entries(capsys)
    assert failure["level"] == "error"
    assert "KeyError" in failure["traceback"]
    assert failure["request_id"] == line["request_id"] == response.headers["X-Request-ID"]
    assert (failure["endpoint"], failure["user_id"]) == (line["endpoint"], line["user_id"]) == ("broken", id)


@once
def test_a_job_that_fails_is_told_in_fields(make_app, capsys):
    app = make_app(BLOG_LOG_FORMAT="json", BLOG_MAIL_URL=f"smtp://127.0.0.1:{free_port()}")
    with app.app_context():
        an_account("ada")
    post(app.test_client(), "/forgot", {"email": "ada@example.org"}, "/forgot")
    capsys.readouterr()

    with app.app_context():
        jobs.run_due()  # looks the address up
        jobs.run_due()  # the mail

    [line] = entries(capsys)
    assert (line["level"], line["kind"], line["attempt"]) == ("warning", "mail", 1)
    assert line["job"] > 0


def test_every_argument_of_an_address_is_judged(app):
    """A new one has to be entered above; if it is a secret, `SECRET_PLACES` in blog/web/logs.py must know."""
    arguments = {name for rule in app.url_map.iter_rules() for name in rule.arguments}

    assert arguments - HARMLESS == SECRETS


@once
def test_cfg_14_every_secret_in_an_address_is_masked(app, client, capsys):
    adapter, secret = app.url_map.bind("localhost"), "t0ps3cret"
    endpoints = {
        rule.endpoint: adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, secret), method=None)
        for rule in app.url_map.iter_rules()
        if rule.arguments & SECRETS
    }
    assert len(endpoints) >= 5

    for address in endpoints.values():
        for asked in (
            address,
            f"{address}?x=1",
            f"/login?next={address}",
            f"/login?next={quote(address, '')}",
        ):
            client.get(asked)
            client.post(asked)

    assert secret not in capsys.readouterr().err


@once
def test_cfg_14_a_database_s_password_is_in_no_line(make_app, capsys):
    url = f"postgresql://blog:hunter2@127.0.0.1:{free_port()}/blog"
    client = make_app(BLOG_DATABASE_URL=url, BLOG_LOG_FORMAT="json").test_client()

    for address in ("/", "/login", "/posts/first", "/readyz", "/metrics"):
        client.get(address)

    log = capsys.readouterr().err
    assert "127.0.0.1" in log
    assert "hunter2" not in log


@once
@pytest.mark.parametrize("log_format", ["plain", "json"])
def test_cfg_14_a_walk_past_every_secret_leaves_none_in_the_log(make_app, capsys, log_format):
    secrets = {"p@ss/word", "p%40ss", SECRET, PASSWORD, "wrong-but-nearly", "another long password"}
    metrics_token = "a-token-for-the-numbers"

    with mailbox(auth_require_tls=False) as box:
        app = make_app(
            BLOG_LOG_FORMAT=log_format,
            BLOG_MAIL_URL=box.url("blog:p%40ss%2Fword@"),
            BLOG_METRICS_TOKEN=metrics_token,
        )
        with app.app_context():
            an_account("root", role="admin", totp_secret=SECRET)
        root = app.test_client()

        log_in(root, "root", "wrong-but-nearly")
        assert log_in(root, "root").status_code == 303
        first, second = code(), code(steps=1)
        assert post(root, "/login", {"code": first}, "/login").status_code == 303
        secrets |= {first, second, token(root, "/about"), root.get_cookie("session").value}

        invited = post(root, "/admin/invites", {"role": "editor", "days": "7", "email": "ed@example.org"})
        secrets.add(only(page(invited), ".secret").text().partition("=")[2])

        sent = {"email": "root", "password": PASSWORD, "otp": second, "name": "backup"}
        bearer = root.post("/api/v1/tokens", json=sent).json["token"]
        secrets.add(bearer)
        root.get("/api/v1/me", headers={"Authorization": f"Bearer {bearer}"})
        root.get("/api/v1/me", headers={"Authorization": f"Bearer {bearer}x"})

        assert post(root, "/forgot", {"email": "root@example.org"}, "/forgot").status_code == 303
        box.answers = ["451 not now", "550 never"]
        with app.app_context():
            jobs.run_due()
            db.session.execute(db.update(Job).values(run_at=Job.created_at))
            db.session.commit()
            jobs.run_due()
            jobs.run_due()

        link = next(path for m in box.messages if (path := re.search(r"/reset/[\w-]+", m.get_content())))[0]
        secrets.add(link.removeprefix("/reset/"))
        visitor, new = app.test_client(), "another long password"
        changed = post(visitor, link, {"password": new, "confirm_password": new}, link)
        assert changed.status_code == 303

        numbers = visitor.get("/metrics", headers={"Authorization": f"Bearer {metrics_token}"})
        assert numbers.status_code == 200
        visitor.get("/metrics", headers={"Authorization": f"Bearer {metrics_token}x"})
        secrets.add(metrics_token)

    said = capsys.readouterr()
    for told in ("passwords.create", "api.create_token", "invites.create", "/reset/", "mail", "refused"):
        assert told in said.err
    assert [secret for secret in secrets if secret in said.err + said.out + numbers.text] == []
