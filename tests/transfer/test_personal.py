"""A zip of all that is one's own: what is in it, what is not, and the way back."""

import json
import shutil
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import event

from blog.accounts.models import ApiToken, Avatar, FormerUsername, User
from blog.comments import notices, subscriptions
from blog.comments.models import REJECTED, Comment
from blog.database import utcnow
from blog.extensions import db
from blog.media.folder import Folder
from blog.media.models import Media
from blog.media.storage import key_of
from blog.posts.models import Post
from blog.transfer import personal
from tests.support.browsing import PARTIAL, post, signed_in
from tests.support.factories import a_comment, a_post, a_user, an_account, posts
from tests.support.html import only, page, texts
from tests.transfer.pictures import png

ADDRESS = "/account/export"
SHOWN, OTHER = (f"/media/{key_of(png(colour))}.png" for colour in ("teal", "coral"))


@pytest.fixture
def ada(app):
    """Somebody with something of everything, beside another author."""
    with app.app_context():
        user = an_account("ada", name="Ada Lovelace", bio="A life.", avatar="a" * 32)
        an_account("mary", name="Mary Somerville")
        soon = utcnow() + timedelta(days=30)
        db.session.add_all((
            Avatar(key=user.avatar, user_id=user.id, large=b"large", small=b"small"),
            ApiToken(id="the-jti", user_id=user.id, name="Phone", scopes=["read"], expires_at=soon),
            FormerUsername(key="countess", user_id=user.id),
        ))  # fmt: skip
        for colour in ("teal", "coral"):
            store(app, png(colour))
        a_post("On looms", f"They *weave*.\n\n![A loom]({SHOWN})", authors=("ada",), tags=("Engines",))
        a_post("Together", f'Two. <img src="{SHOWN}">', authors=("mary", "ada"))
        a_post("Later", "See [looms](/posts/on-looms).", authors=("ada",), published_at=soon)
        a_post("Draft: unsure", "Not yet.", authors=("ada",), draft=True)
        a_post("Hers", f"![]({OTHER})", authors=("mary",))
        a_post("Her draft", "Secret.", authors=("mary",), draft=True)
    return signed_in(app)


def store(app, data: bytes) -> None:
    """Put a picture where the product keeps it."""
    key = key_of(data)
    Folder(app.config["DATA_DIR"] / "media").write(f"{key}.png", data)
    row = {"extension": "png", "media_type": "image/png", "width": 8, "height": 4, "size": len(data)}
    db.session.add(Media(key=key, filename="x.png", **row))
    db.session.commit()


def export(client) -> ZipFile:
    """What a visitor downloads."""
    with post(client, ADDRESS, form=ADDRESS) as response:
        assert response.status_code == 200, response.text
        return ZipFile(BytesIO(response.data))


def read(archive: ZipFile, name: str):
    return json.loads(archive.read(name))


def test_the_page_says_what_is_in_it_and_has_a_button_for_it(ada):
    tree = page(ada.get(ADDRESS))

    assert texts(tree, "main .rows strong")[0] == "4 posts"
    assert "1 draft among them, 1 written with others" in texts(tree, "main .rows p")[0]
    assert only(tree, "main form").attributes["action"] == ADDRESS


def test_auz_31_everything_is_in_it_that_is_mine_and_nothing_else(ada):
    archive = export(ada)

    assert sorted(archive.namelist()) == [
        "account.json", "api-tokens.json", "avatar.webp", "comments.json", SHOWN[1:],
        "posts/draft-unsure.md", "posts/later.md", "posts/on-looms.md", "posts/together.md", "sessions.json",
    ]  # fmt: skip
    assert archive.testzip() is None
    assert archive.read("avatar.webp") == b"large"
    assert archive.read(SHOWN[1:]) == png("teal")
    account = read(archive, "account.json")
    assert (account["username"], account["email"], account["bio"]) == ("ada", "ada@example.org", "A life.")
    assert (account["former_usernames"], account["second_factor"]) == (["countess"], False)
    [token] = read(archive, "api-tokens.json")
    assert (token["name"], token["scopes"], token["used_at"]) == ("Phone", ["read"], None)
    [session] = read(archive, "sessions.json")
    assert session["user_agent"].startswith("Werkzeug")


def test_no_secret_and_nothing_of_others_is_in_it(app, ada):
    with app.app_context():
        secrets = {user.password_hash for user in db.session.scalars(db.select(User))}
    secrets |= {ada.get_cookie("session").value, "the-jti", "mary@example.org", "Secret."}

    archive = export(ada)

    everything = "".join(archive.read(name).decode("latin-1") for name in archive.namelist())
    assert [secret for secret in secrets if secret in everything] == []
    assert "digest" not in everything


def test_of_every_column_somebody_has_said_whether_it_is_a_secret():
    secret = {"password_hash", "totp_secret", "totp_step"}
    told_elsewhere = {"username_key", "username_skeleton", "email_key", "avatar"}

    columns = {column.key for column in User.__table__.columns}
    assert columns == {*personal.ACCOUNT, *secret, *told_elsewhere}


def test_of_every_column_of_a_comment_somebody_has_said_whether_it_is_its_authors():
    of_the_site = {"path", "html", "shown", "suspicion", "released_at", "decided_at", "decided_by_id"}
    told_elsewhere = {"post_id", "author_id"}

    columns = {column.key for column in Comment.__table__.columns}
    assert columns == {*personal.COMMENT, *of_the_site, *told_elsewhere}


def test_auz_31_what_i_said_is_in_it_and_nothing_that_others_said(app, ada):
    with app.app_context():
        hers, me = a_post("Her looms", authors=("mary",)), a_user("ada")
        asked = a_comment(hers, "mary", "Between us.")
        mine = a_comment(hers, me, "Is it *so*?", asked, suspicion="3 links")
        later = a_post("Not yet", authors=("mary",), draft=True)
        rejected = a_comment(later, me, "Too soon.", state=REJECTED)
        notices.appeared(mine)
        notices.approved(mine)
        subscriptions.refuse(me.id, "reply")
        db.session.commit()
        ids = (mine.id, asked.id, rejected.id)

    with_it = read(export(ada), "comments.json")

    first, second = with_it["comments"]
    assert (first["id"], first["parent_id"], first["post"], first["body"]) == (
        *ids[:2],
        "her-looms",
        "Is it *so*?",
    )
    assert (second["id"], second["post"], second["state"]) == (ids[2], None, "rejected")
    assert [(row["kind"], row["comment_id"]) for row in with_it["notifications"]] == [("approved", ids[0])]
    assert with_it["mail_refused"] == ["reply"]
    assert "Between us." not in json.dumps(with_it)
    assert "3 links" not in json.dumps(with_it)


def test_it_is_a_download_that_no_cache_keeps(ada):
    with post(ada, ADDRESS, form=ADDRESS) as response:
        assert response.mimetype == "application/zip"
        assert response.headers["Content-Disposition"].startswith("attachment; filename=ada-")
        assert response.headers["Cache-Control"] == "private, no-store"
        assert int(response.headers["Content-Length"]) == len(response.data)


def test_inj_14_it_comes_back_with_titles_texts_dates_tags_and_pictures(ada, app, tmp_path, bring):
    archive = export(ada)
    with app.app_context():
        before = {post.slug: facts(post) for post in db.session.scalars(db.select(Post)) if is_hers(post)}
        for table in reversed(db.metadata.sorted_tables):
            if table.name != "site":
                db.session.execute(table.delete())
        db.session.commit()
    shutil.rmtree(app.config["DATA_DIR"] / "media")
    path = tmp_path / "ada.zip"
    path.write_bytes(archive.fp.getvalue())

    bring(path)

    client = app.test_client()
    with app.app_context():
        assert {post.slug: facts(post) for post in db.session.scalars(db.select(Post))} == before
        [picture] = db.session.scalars(db.select(Media))
    shown = only(page(client.get("/posts/on-looms")), ".prose img").attributes["src"]
    assert shown == picture.path
    with client.get(shown) as response:
        assert response.status_code == 200
    assert client.get("/posts/draft-unsure").status_code == 404


def is_hers(post: Post) -> bool:
    return "ada" in [user.username for user in post.authors]


def facts(post: Post) -> tuple:
    """What must survive the journey; pictures get new addresses, and dates are kept to the second."""
    moment = post.published_at and post.published_at.replace(microsecond=0)
    text = post.body.markdown.replace(SHOWN, "PICTURE")
    for media in db.session.scalars(db.select(Media)):
        text = text.replace(media.path, "PICTURE")
    return post.title, text, moment, [tag.name for tag in post.tags], [user.name for user in post.authors]


def test_a_picture_that_is_missing_breaks_nothing(ada, app):
    shutil.rmtree(app.config["DATA_DIR"] / "media")

    assert SHOWN[1:] not in export(ada).namelist()


def test_many_posts_are_read_in_batches(app):
    with app.app_context():
        user = an_account("ada")
        posts(100, authors=("ada",))
        asked, alive = [], []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

        for _ in personal._posts(user):
            alive.append(sum(isinstance(row, Post) for row in db.session.identity_map.values()))

    assert len(alive) == 100
    assert max(alive) <= 2 * personal.workshop.BATCH
    assert len(asked) < 20


def test_writers_do_not_wait_for_it(app, ada):
    with app.app_context():
        written = []

        def write_meanwhile(*_arguments):
            if not written:
                with db.engine.begin() as connection:
                    written.append(connection.exec_driver_sql("UPDATE site SET version = version + 1"))

        event.listen(Post, "load", write_meanwhile)
        try:
            export(ada)
        finally:
            event.remove(Post, "load", write_meanwhile)

    assert written


def test_who_is_not_signed_in_gets_nothing(client):
    asked, plain = client.get(ADDRESS), post(client, ADDRESS)
    live = post(client, ADDRESS, headers=PARTIAL)

    assert asked.headers["Location"] == f"/login?next={ADDRESS}"
    assert (plain.status_code, live.status_code) == (303, 401)


def test_without_its_token_nothing_is_made(ada):
    assert ada.post(ADDRESS).status_code == 400


def test_ten_an_hour_are_enough(ada):
    answers = []
    for _ in range(11):
        with post(ada, ADDRESS, form=ADDRESS) as response:
            answers.append(response.status_code)

    assert answers == [200] * 10 + [429]


def test_who_has_nothing_gets_a_small_zip(app):
    with app.app_context():
        an_account("šárka", role="reader")

    assert export(signed_in(app, "šárka")).namelist() == [
        "account.json", "sessions.json", "api-tokens.json", "comments.json",
    ]  # fmt: skip
