"""Leaving for good: the confirmation, what goes, what stays, who may not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blog.accounts.models import (
    ApiToken,
    Avatar,
    FormerUsername,
    OneTimeToken,
    RecoveryCode,
    User,
    UserSession,
)
from blog.authors import departures
from blog.comments.models import Comment, CommentBlock, MailRefusal, ModerationAction, Notification
from blog.database import utcnow
from blog.extensions import db
from blog.posts.models import Authorship, Post, Slug, Tag
from blog.site.parking import ParkedForm
from tests.support.browsing import PARTIAL, is_signed_in, post, signed_in
from tests.support.factories import PASSWORD, a_comment, a_post, an_account
from tests.support.html import attributes, only, page, texts

ADDRESS = "/account/delete"
PERSONAL = (
    *(UserSession, Avatar, OneTimeToken, RecoveryCode, ApiToken, FormerUsername, ParkedForm),
    *(CommentBlock, MailRefusal, Notification),
)


@pytest.fixture
def ada(app):
    """Somebody with something in every table, and with posts of every kind; another author; the admin."""
    with app.app_context():
        user = an_account("ada", name="Ada Lovelace", bio="A life.", source_name="Ada L.")
        an_account("mary", name="Mary Somerville")
        an_account("root", role="admin")
        soon = utcnow() + timedelta(hours=1)
        user.avatar = "a" * 32
        db.session.add_all((
            Avatar(key=user.avatar, user_id=user.id, large=b"large", small=b"small"),
            OneTimeToken(digest="d", purpose="reset", user_id=user.id, expires_at=soon),
            RecoveryCode(user_id=user.id, digest="d"),
            ApiToken(id="t", user_id=user.id, name="Phone", scopes=["read"], expires_at=soon),
            FormerUsername(key="countess", user_id=user.id),
            ParkedForm(digest="d", sender="s", owner_id=user.id, path="/account", pairs=[]),
            CommentBlock(user_id=user.id), MailRefusal(user_id=user.id, kind="reply"),
        ))  # fmt: skip
        a_post("Alone", authors=("ada",), tags=("Engines",))
        a_post("Together", authors=("mary", "ada"), tags=("Engines", "Stars"))
        a_post("Later", authors=("ada",), tags=("Engines",), published_at=utcnow() + timedelta(days=1))
        a_post("Draft", authors=("ada",), tags=("Looms",), draft=True)
        a_post("Hers", authors=("mary",), tags=("Stars",))
        return user.id


def leave(client, posts="keep", password=PASSWORD, **options):
    data = {"posts": posts, "current_password": password}
    return post(client, ADDRESS, data, form=ADDRESS, **options)


def rows(app) -> dict[type, int]:
    with app.app_context():
        return {model: db.session.query(model).count() for model in PERSONAL}


def counts(app) -> dict[str, int]:
    with app.app_context():
        found = [*db.session.scalars(db.select(Tag)), *db.session.scalars(db.select(User))]
        return {row.name: row.post_count for row in found}


def test_the_confirmation_says_what_goes_and_what_stays(app, ada):
    tree = page(signed_in(app).get(ADDRESS))

    assert "You have 2 posts, 1 scheduled, 1 draft." in texts(tree, "main form p")
    assert texts(tree, "main .rows strong") == [
        "Your profile", "Your ways in", "Drafts that only you wrote",
        "1 post written with others", "Pictures in posts",
    ]  # fmt: skip
    assert attributes(tree, "main input[type=radio]", "value") == ["keep", "delete"]
    assert tree.css("main input[checked]") == []


def test_who_wrote_nothing_is_asked_nothing_about_posts_and_leaves_no_row(app):
    with app.app_context():
        an_account("eve", role="reader")
    eve = signed_in(app, "eve")

    assert page(eve.get(ADDRESS)).css("input[type=radio]") == []
    assert post(eve, ADDRESS, {"current_password": PASSWORD}, form=ADDRESS).status_code == 303
    with app.app_context():
        assert db.session.query(User).count() == 0


def test_auz_30_kept_posts_stand_under_a_deleted_author(app, ada, client):
    response = leave(signed_in(app))

    assert (response.status_code, response.headers["Location"]) == (303, "/")
    name = f"deleted-{ada}"
    for address in ("/posts/alone", "/posts/together"):
        tree = page(client.get(address))
        assert f"/@{name}" in attributes(tree, ".byline a", "href")
        assert "Deleted author" in texts(tree, ".byline a")
    assert texts(page(client.get(f"/@{name}")), "main h1") == ["Deleted author"]
    for address in ("/", "/tags/engines", "/posts/alone.md", "/posts/alone.json", f"/@{name}", "/@mary"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Lovelace" not in answer.text, address
    assert [client.get(f"/@{old}").status_code for old in ("ada", "countess")] == [404, 404]
    assert counts(app) == {
        "Engines": 2, "Stars": 2, "Looms": 0, "Deleted author": 2, "Mary Somerville": 2, "Root": 0,
    }  # fmt: skip


def test_nothing_personal_is_left_of_a_deleted_author(app, ada):
    client = signed_in(app)
    with app.app_context():
        db.session.execute(db.update(User).where(User.id == ada).values(totp_secret="s", totp_step=1))
        db.session.commit()

    leave(client)

    with app.app_context():
        user = db.session.get(User, ada)
        assert not user.can_sign_in
        assert user.role == "reader"
        assert (user.bio, user.email, user.email_key, user.password_hash, user.avatar) == ("", *[None] * 4)
        assert (user.totp_secret, user.totp_step, user.source_name) == (None, None, None)
        assert db.session.scalars(db.select(Post.slug).order_by(Post.slug)).all() == [
            "alone", "hers", "later", "together",
        ]  # fmt: skip
    assert set(rows(app).values()) == {0}


def test_every_table_that_belongs_to_a_user_is_cleared():
    owned = {
        (table.name, key.parent.name)
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }

    cleared = {(owner.class_.__tablename__, owner.key) for owner in departures.PERSONAL}
    of_the_site = {("revisions", "author_id"), ("media", "owner_id"), ("posts", "deleted_by_id")}
    of_the_site |= {("comments", "author_id"), ("comments", "decided_by_id"), ("comment_blocks", "by_id")}
    of_the_site |= {("moderation_actions", "by_id"), ("moderation_actions", "user_id")}
    assert owned - cleared == {(Authorship.__tablename__, "user_id")} | of_the_site


def test_deleted_posts_go_and_those_written_with_others_stay_theirs(app, ada, client):
    response = leave(signed_in(app), "delete")

    assert response.status_code == 303
    assert texts(page(client.get("/")), "article h2") == ["Hers", "Together"]
    assert attributes(page(client.get("/posts/together")), ".byline a", "href") == ["/@mary"]
    assert client.get("/posts/alone").status_code == 410
    assert [client.get(f"/posts/{slug}").status_code for slug in ("later", "draft")] == [404, 404]
    assert client.get("/tags/looms").status_code == 404
    assert counts(app) == {"Engines": 1, "Stars": 2, "Looms": 0, "Mary Somerville": 2, "Root": 0}
    assert set(rows(app).values()) == {0}
    with app.app_context():
        assert db.session.get(User, ada) is None
        assert set(db.session.scalars(db.select(Slug.slug))) == {"alone", "hers", "together"}


@pytest.mark.parametrize("posts", ["keep", "delete"])
def test_what_readers_knew_before_it_was_thrown_away_is_gone_and_not_free(app, ada, client, posts):
    with app.app_context():
        thrown = a_post("Thrown away")
        thrown.set_credits([db.session.get(User, ada)], [])
        thrown.trash(ada)
        db.session.commit()

    leave(signed_in(app), posts)

    assert client.get("/posts/thrown-away").status_code == 410


def test_whoever_leaves_is_signed_out_and_bidden_farewell(app, ada):
    client = signed_in(app)

    response = leave(client)

    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert texts(page(client.get("/")), "#toasts .toast") == ["Your account is gone. Farewell."]
    assert not is_signed_in(client)


def test_under_htmx_the_window_goes_on(app, ada):
    response = leave(signed_in(app), headers=PARTIAL)

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/")


@pytest.mark.parametrize("posts", ["keep", "delete"])
def test_aun_22_another_device_is_anonymous_from_the_next_request(app, ada, posts):
    here, there = signed_in(app), signed_in(app)

    leave(here, posts)

    assert there.get("/account/export").headers["Location"].startswith("/login")
    assert there.get("/").status_code == 200
    assert not is_signed_in(there)


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("current_password", {"password": "wrong"}),
        ("current_password", {"password": ""}),
        ("posts", {"posts": ""}),
        ("posts", {"posts": "burn"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_an_unfit_form_is_told_at_its_field_and_nothing_goes(app, ada, field, data, headers):
    client = signed_in(app)

    response = leave(client, **data, headers=headers)

    assert response.status_code == 422
    assert only(page(response), f"#{field}-error").text().strip()
    assert client.get(ADDRESS).status_code == 200
    with app.app_context():
        assert db.session.query(Post).count() == 5


def test_passwords_are_guessed_ten_times_at_most(app, ada):
    client = signed_in(app)

    answers = [leave(client, password=f"guess {n}").status_code for n in range(11)]

    assert answers == [422] * 10 + [429]


def test_who_is_not_signed_in_deletes_nobody(app, ada, client):
    asked = client.get(ADDRESS)
    plain = post(client, ADDRESS, {"posts": "delete", "current_password": PASSWORD})
    live = post(client, ADDRESS, {"posts": "delete", "current_password": PASSWORD}, headers=PARTIAL)

    assert asked.headers["Location"] == "/login?next=/account/delete"
    assert (plain.status_code, live.status_code) == (303, 401)
    assert counts(app)["Ada Lovelace"] == 2


def test_nobody_can_name_another_account(app, ada):
    post(
        signed_in(app, "mary"),
        f"{ADDRESS}?id={ada}",
        {"posts": "delete", "current_password": PASSWORD, "id": ada, "user_id": ada, "username": "ada"},
    )

    assert "Ada Lovelace" in counts(app)
    assert "Mary Somerville" not in counts(app)


def test_a_form_without_its_token_deletes_nobody(app, ada):
    response = signed_in(app).post(ADDRESS, data={"posts": "delete", "current_password": PASSWORD})

    assert response.status_code == 400
    assert counts(app)["Ada Lovelace"] == 2


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_the_last_admin_stays_and_learns_what_to_do(app, ada, headers):
    root = signed_in(app, "root")

    response = post(root, ADDRESS, {"current_password": PASSWORD}, headers=headers)

    assert response.status_code == 422
    assert "Make somebody else an admin" in only(page(response), "#deletion").text()
    assert page(root.get(ADDRESS)).css("main form") == []
    assert is_signed_in(root)


def test_an_admin_may_leave_where_another_can_sign_in(app, ada):
    with app.app_context():
        an_account("boss", role="admin")
    root = signed_in(app, "root")

    assert post(root, ADDRESS, {"current_password": PASSWORD}, form=ADDRESS).status_code == 303
    assert "Root" not in counts(app)


def test_of_two_admins_who_leave_at_once_one_stays(app, ada):
    with app.app_context():
        an_account("boss", role="admin")
    admins = [signed_in(app, name) for name in ("root", "boss")]
    data = {"current_password": PASSWORD}

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda admin: post(admin, ADDRESS, data, form=ADDRESS), admins))

    assert sorted(answer.status_code for answer in answers) == [303, 422]


def test_a_name_that_somebody_took_first_is_in_nobodys_way(app, ada, client):
    with app.app_context():
        an_account(f"deleted-{ada}")

    assert leave(signed_in(app)).status_code == 303
    assert attributes(page(client.get("/posts/alone")), ".byline a", "href") == [f"/@deleted-{ada}-2"]


def test_a_page_that_readers_have_cached_does_not_outlive_the_author(app, ada, client):
    before = client.get("/posts/alone")

    leave(signed_in(app), "delete")

    assert before.status_code == 200
    assert client.get("/posts/alone", headers={"If-None-Match": before.headers["ETag"]}).status_code == 410


@pytest.fixture
def talk(app, ada):
    """Ada and Mary talk below Mary's post; returns {what was said: its id}."""
    with app.app_context():
        post, mary = db.session.scalar(db.select(Post).where(Post.slug == "hers")), "mary"
        author = db.session.get(User, ada)
        asked = a_comment(post, author, "Is it so?")
        said = {"asked": asked, "answered": a_comment(post, mary, "It is.", asked)}
        said["thanked"] = a_comment(post, author, "Thank you.", said["answered"])
        said["hers"] = a_comment(post, mary, "By the way.")
        said["trace"] = a_comment(post, mary, "Wrong.")
        said["below the trace"] = a_comment(post, author, "Indeed.", said["trace"])
        said["trace"].become("deleted", None)
        db.session.add(Notification(user_id=ada, comment_id=said["answered"].id, kind="reply"))
        row = ModerationAction(batch="b", action="approve", by_id=ada, user_id=ada, comment_id=asked.id)
        row.before, row.after, row.quote = "pending", "visible", "Is it so?"
        db.session.add(row)
        db.session.commit()
        return {words: comment.id for words, comment in said.items()}


def comments(app) -> dict[int, tuple[str, str, bool]]:
    """{id: (state, words, whether readers see something there)}."""
    with app.app_context():
        return {row.id: (row.state, row.body, row.shown) for row in db.session.query(Comment)}


def test_kept_comments_stand_under_a_deleted_author(app, ada, talk):
    before = comments(app)

    leave(signed_in(app), "keep")

    assert comments(app) == before
    with app.app_context():
        assert db.session.get(Comment, talk["asked"]).author.name == "Deleted author"
    assert set(rows(app).values()) == {0}


def test_of_deleted_comments_only_the_traces_above_replies_are_left(app, ada, talk):
    leave(signed_in(app), "delete")

    assert comments(app) == {
        talk["asked"]: ("deleted", "", True),
        talk["answered"]: ("visible", "It is.", True),
        talk["hers"]: ("visible", "By the way.", True),
        talk["trace"]: ("deleted", "Wrong.", False),
    }
    with app.app_context():
        user = db.session.get(User, ada)
        assert (user.name, user.email, user.post_count) == ("Deleted author", None, 0)
        assert db.session.query(ModerationAction).one().quote == ""
        assert db.session.query(Authorship).filter_by(user_id=ada).count() == 0
    assert set(rows(app).values()) == {0}


def test_without_a_reply_nothing_of_the_account_is_left_and_the_log_stays(app, ada, talk):
    with app.app_context():
        db.session.execute(
            db.update(Comment).where(Comment.parent_id == talk["asked"]).values(parent_id=None)
        )
        db.session.commit()

    leave(signed_in(app), "delete")

    assert set(comments(app)) == {talk["answered"], talk["hers"], talk["trace"]}
    with app.app_context():
        assert db.session.get(User, ada) is None
        action = db.session.query(ModerationAction).one()
        assert (action.by_id, action.user_id, action.comment_id, action.quote) == (None, None, None, "")


def test_who_only_commented_is_asked_what_becomes_of_it(app, ada):
    with app.app_context():
        reader = an_account("rita", role="reader")
        a_comment(db.session.scalar(db.select(Post).where(Post.slug == "hers")), reader)
    rita = signed_in(app, "rita")

    tree = page(rita.get(ADDRESS))

    assert "You have 1 comment." in texts(tree, "main form p")
    assert attributes(tree, "main input[type=radio]", "value") == ["keep", "delete"]
    assert post(rita, ADDRESS, {"current_password": PASSWORD}, form=ADDRESS).status_code == 422
    assert leave(rita, "delete").status_code == 303
    assert comments(app) == {}
    with app.app_context():
        assert db.session.query(User).filter_by(username="rita").count() == 0
