"""The authorisation matrix: every route, every verb, every role. A route that is not listed here fails."""

import pytest

from blog.accounts import sessions
from blog.accounts.models import User
from blog.extensions import db
from tests.support.browsing import PARTIAL, signed_in, token
from tests.support.factories import a_post, a_user, an_account

ROLES = ("anonymous", "reader", "author", "editor", "admin")

# The lowest role that each verb of each route is open to. Written by hand: it is what we promise.
OPEN = """
    posts.index GET
    posts.home GET
    posts.show GET
    posts.markdown GET
    posts.json GET
    search.index GET
    tags.index GET
    tags.show GET
    tags.feed GET
    feeds.show GET
    archive.index GET
    archive.year GET
    archive.month GET
    sitemap.index GET
    sitemap.part GET
    authors.show GET
    authors.feed GET
    about.show GET
    comments.index GET
    comments.show GET
    news.index GET
    media.show GET
    avatars.show GET
    assets.show GET
    assets.favicon GET
    assets.robots GET
    health.alive GET
    health.ready GET
    metrics.show GET
    mirror.show GET
    theme.update POST
    registrations.new GET
    registrations.create POST
    registrations.check POST
    sessions.new GET
    sessions.create POST
    sessions.dialog POST
    passwords.forgotten GET
    passwords.send POST
    passwords.new GET
    passwords.create POST
    profiles.confirmation GET
    profiles.confirm POST
    setup.new GET
    setup.create POST
    unsubscriptions.show GET
    unsubscriptions.create POST
    unsubscriptions.delete POST
"""
READERS = """
    comments.new GET
    comments.create POST
    comments.placed GET
    edits.edit GET
    edits.update POST
    edits.confirm GET
    edits.delete POST
    edits.restore POST
    news.since GET
    sessions.delete POST
    parked.show GET
    parked.delete POST
    profiles.edit GET
    profiles.update POST
    passwords.edit GET
    passwords.update POST
    devices.index GET
    devices.delete POST
    devices.delete_others POST
    avatars.edit GET
    avatars.update POST
    avatars.preview POST
    avatars.delete POST
    second_factor.show GET
    second_factor.create POST
    second_factor.delete POST
    second_factor.recovery_codes POST
    tokens.index GET
    tokens.create POST
    tokens.delete POST
    transfer.export GET
    transfer.download POST
    authors.delete GET
    authors.destroy POST
    notifications.index GET
    notifications.update POST
    notifications.choose POST
"""
AUTHORS = """
    switches.update POST
    editing.new GET
    editing.create POST
    editing.edit GET
    editing.update POST
    editing.preview POST
    editing.suggestions GET
    drafts.index GET
    drafts.autosave POST
    drafts.delete POST
    publications.publish POST
    publications.schedule POST
    publications.unpublish POST
    trash.index GET
    trash.confirm GET
    trash.create POST
    trash.delete POST
    history.index GET
    history.show GET
    history.restore POST
    pictures.index GET
    pictures.create POST
    pictures.confirm GET
    pictures.delete POST
"""
EDITORS = """
    overview.index GET
    moderation.index GET
    moderation.update POST
    moderation.show GET
    moderation.confirm GET
    moderation.block POST
    moderation.unblock POST
    log.index GET
    log.undo POST
"""
ADMINS = """
    about.edit GET
    about.update POST
    figures.update POST
    users.index GET
    users.show GET
    users.role POST
    restrictions.new GET
    restrictions.create POST
    restrictions.delete POST
    restrictions.sign_out POST
    recoveries.create POST
    recoveries.confirm GET
    recoveries.delete POST
    invites.index GET
    invites.create POST
    invites.delete POST
    backups.index GET
    backups.create POST
"""
# Guarded by a bearer token instead of the cookie; tests/api has their own matrix of scopes.
BEARERS = """
    api.create_token POST
    api.me GET
"""

# They would end the session that the rest of the matrix needs, and have a test of their own.
SIGNING_OUT = ("sessions.delete", "devices.delete_others")

MATRIX = {
    tuple(line.split()): role
    for role, lines in (
        ("anonymous", OPEN),
        ("reader", READERS),
        ("author", AUTHORS),
        ("editor", EDITORS),
        ("admin", ADMINS),
        ("bearer", BEARERS),
    )
    for line in lines.strip().splitlines()
    if line.strip()
}
VALUES = {
    "slug": "first",
    "username": "ada",
    "name": "username",
    "key": "k",
    "extension": "webp",
    "digest": "d",
    "token": "t",
    "id": 2,
    "number": 1,
    "token_id": "t",
    "form": "atom",
    "year": "2015",
    "month": "05",
}


def routes(app):
    """Every (endpoint, verb) of the site with an address of it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES[name] for name in rule.arguments}
        address = adapter.build(rule.endpoint, values, method=None)
        for verb in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield (rule.endpoint, verb), address


@pytest.fixture
def visitors(app):
    """{role: somebody who has it}, each with a token of their own."""
    with app.app_context():
        people = {role: an_account(role, role=role) for role in ROLES[1:]}
        a_post("First").set_credits([a_user("Ada"), people["reader"], people["author"]], [])
        db.session.commit()
    people = {role: signed_in(app, role) for role in ROLES[1:]}
    return {"anonymous": app.test_client(), **people}


def is_let_in(response) -> bool:
    """Whether the view itself answered, whatever it then said about the request."""
    to_the_login = response.headers.get("Location", "").startswith("/login")
    return (
        response.status_code not in (401, 403) and not to_the_login and "HX-Redirect" not in response.headers
    )


def ask(client, verb, address, **options):
    data = {"csrf_token": token(client, "/about" if options.pop("signed", False) else "/login")}
    return client.open(address, method=verb, data=data if verb != "GET" else None, **options)


def test_every_route_and_verb_stands_in_the_matrix(app):
    found = {route for route, _ in routes(app)}

    assert found == set(MATRIX)


def test_every_view_declares_what_the_matrix_promises(app):
    for (endpoint, verb), role in MATRIX.items():
        declared = app.view_functions[endpoint].needs

        assert declared == ("anyone" if role in ("anonymous", "bearer") else role), f"{endpoint} {verb}"


@pytest.mark.parametrize("role", ROLES)
def test_auz_24_33_each_role_gets_in_where_it_may_and_nowhere_else(app, visitors, role):
    allowed = ROLES.index(role)
    client = visitors[role]
    for (endpoint, verb), address in routes(app):
        needed = MATRIX[endpoint, verb]
        if needed == "bearer" or endpoint in SIGNING_OUT:
            continue
        may = allowed >= ROLES.index(needed)

        plain = ask(client, verb, address, signed=allowed > 0)
        part = ask(client, verb, address, signed=allowed > 0, headers=PARTIAL)

        assert is_let_in(plain) == may, f"{role} {verb} {address}: {plain.status}"
        assert may or not is_let_in(part), f"{role} {verb} {address} (fragment): {part.status}"
        assert may or "<main" not in part.text, f"{role} {verb} {address}: a page inside a page"
        plain.close()
        part.close()


@pytest.mark.parametrize("address", ["/logout", "/account/sessions/delete"])
def test_only_who_is_signed_in_can_sign_out(app, visitors, address):
    assert ask(visitors["anonymous"], "POST", address).headers["Location"].startswith("/login")
    for role in ROLES[1:]:
        assert ask(visitors[role], "POST", address, signed=True).status_code == 303


def test_csrf_15_every_changing_route_wants_a_token(app, visitors):
    without = {"theme.update", "unsubscriptions.create", "unsubscriptions.delete"}
    for (endpoint, verb), address in routes(app):
        if verb == "GET" or endpoint in without or MATRIX[endpoint, verb] == "bearer":
            continue

        response = visitors["admin"].open(address, method=verb, data={"body": "typed"})

        assert response.status_code == 400, f"{verb} {address}: {response.status}"


def test_a_foreign_origin_is_refused_before_anything_else(app, visitors):
    for (_, verb), address in routes(app):
        if verb != "GET":
            response = visitors["admin"].open(address, method=verb, headers={"Origin": "https://evil.test"})

            assert response.status_code == 403, f"{verb} {address}: {response.status}"
            assert "Access-Control-Allow-Origin" not in response.headers


def test_csrf_14_no_visit_changes_anything(app, visitors):
    def everything():
        with app.app_context():
            return {
                table.name: sorted(map(str, db.session.execute(db.select(table)).all()))
                for table in db.metadata.sorted_tables
            }

    before = everything()
    for (_, verb), address in routes(app):
        if verb == "GET":
            visitors["admin"].get(address).close()

    assert everything() == before


def test_a_role_that_nobody_knows_may_nothing(app, visitors):
    with app.app_context():
        db.session.execute(db.update(User).values(role="king"))
        db.session.commit()

    assert visitors["admin"].get("/account").status_code == 403


def test_a_view_that_says_nothing_is_open_to_nobody(app):
    app.add_url_rule("/forgotten-view", "forgotten", lambda: "secret")

    response = app.test_client().get("/forgotten-view")

    assert response.status_code == 500
    assert "secret" not in response.text


def test_a_session_token_is_not_stored_as_it_is(app, visitors):
    with visitors["reader"].session_transaction() as session:
        token = session["_user_id"]

    with app.app_context():
        rows = db.session.scalars(db.select(sessions.UserSession.digest)).all()
    assert token not in rows
