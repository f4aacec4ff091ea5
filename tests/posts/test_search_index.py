"""The index keeps in step with posts, tags and names: in the transaction that changes them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, event, func, select, text, update

from blog.accounts.models import User
from blog.authors import departures
from blog.database import utcnow
from blog.extensions import db
from blog.lib.search import parse
from blog.posts import queries, search, trash
from blog.posts.models import Post
from blog.posts.search import index
from blog.posts.search.models import IndexedPost, place
from blog.server import migrate_database
from blog.site.jobs import handlers as jobs
from blog.web import reads
from tests.posts.desk import change, form, press, write
from tests.support.browsing import post
from tests.support.factories import a_post, an_account
from tests.support.html import fields, page


def found(typed: str) -> list[str]:
    """The titles of what is found now, the best first."""
    reads.refresh()
    return [row.title for row in queries.texts(search.find(parse(typed), utcnow()).ids)]


def indexed() -> int:
    return db.session.scalar(select(func.count()).select_from(IndexedPost))


def assert_sound() -> None:
    """Look whether what SQLite keeps beside the table says the same as the table."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        for name in ("search_heads", "search_whole"):
            db.session.execute(text(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)"))
        db.session.rollback()


@pytest.fixture
def site(app):
    with app.app_context():
        yield app
        assert_sound()


def test_a_draft_is_not_even_in_the_index(site):
    post = a_post("Secret", "A zanzibar.", draft=True)
    assert indexed() == 0

    post.publish(utcnow())
    db.session.commit()
    assert found("zanzibar ") == ["Secret"]

    post.publish(None)
    db.session.commit()
    assert (found("zanzibar "), indexed()) == ([], 0)


def test_an_edit_replaces_the_words(staff, ada):
    slug = write(ada, "Tides", "The zanzibar moon.", tags="Sea")
    press(ada, f"/posts/{slug}/publish", form(ada, f"/posts/{slug}/edit"))
    with staff.app_context():
        assert found("zanzibar ") == found("sea ") == ["Tides"]

    change(ada, slug, title="Ebb", body="The quiet moon.", tags="Shore")

    with staff.app_context():
        assert [found(typed) for typed in ("zanzibar ", "sea ", "tides ")] == [[], [], []]
        assert [found(typed) for typed in ("quiet ", "shore ", "ebb ")] == [["Ebb"]] * 3
        assert_sound()


def test_a_scheduled_post_is_found_once_its_time_has_come(site):
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        a_post("Later", "A zanzibar.", published_at=utcnow() + timedelta(hours=1))
        assert found("zanzibar ") == []

        clock.shift(timedelta(hours=1))

        assert found("zanzibar ") == ["Later"]


def test_what_lies_in_the_trash_is_not_found_and_comes_back(staff, ada):
    slug = write(ada, "Tides", "The zanzibar moon.")
    press(ada, f"/posts/{slug}/publish", form(ada, f"/posts/{slug}/edit"))

    post(ada, f"/posts/{slug}/delete")
    with staff.app_context():
        assert found("zanzibar ") == []
    post(ada, f"/posts/{slug}/restore")
    with staff.app_context():
        assert found("zanzibar ") == ["Tides"]


def test_what_is_deleted_for_good_leaves_no_word(site):
    kept, gone = a_post("Kept", "A calm zanzibar."), a_post("Gone", "A stormy zanzibar.")
    db.session.execute(delete(Post).where(Post.id == gone.id))
    db.session.commit()

    assert found("zanzibar ") == ["Kept"]
    assert found("stormy ") == []
    kept.trash(kept.authors[0].id)
    kept.deleted_at = utcnow() - trash.KEPT - timedelta(minutes=1)
    db.session.commit()
    trash.empty({})
    db.session.commit()
    assert indexed() == 0


def test_a_new_name_is_found_and_the_old_one_is_not(staff, ada):
    with staff.app_context():
        a_post("Tides", authors=("ada", "grace"))

    profile = fields(page(ada.get("/account")), "main form")
    answer = ada.post("/account", data={**profile, "name": "Countess Zanzibar", "username": "lovelace"})

    assert answer.status_code == 303
    with staff.app_context():
        assert found("zanzibar ") == found("lovelace ") == found("grace ") == ["Tides"]
        assert found("ada ") == []
        assert_sound()


def test_after_a_departure_nobody_is_found_by_that_name(site):
    ada = an_account("ada", name="Ada Zanzibar")
    an_account("grace")
    a_post("Alone", authors=("ada",))
    a_post("Together", authors=("ada", "grace"))

    departures.leave(ada, keep_posts=True)
    db.session.commit()

    assert found("zanzibar ") == []
    assert set(found("deleted author ")) == {"Alone", "Together"}


def test_after_a_departure_with_all_posts_those_of_others_stay(site):
    ada = an_account("ada", name="Ada Zanzibar")
    an_account("grace")
    a_post("Alone", authors=("ada",))
    a_post("Together", authors=("ada", "grace"))

    departures.leave(ada, keep_posts=False)
    db.session.commit()

    assert found("zanzibar ") == found("alone ") == []
    assert found("grace ") == ["Together"]


def test_what_is_rolled_back_was_never_indexed(site):
    post = a_post("Tides", "Calm.")
    post.title = "Zanzibar"
    db.session.flush()
    db.session.rollback()
    db.session.execute(select(Post.id)).all()
    db.session.commit()

    assert found("zanzibar ") == []
    assert found("tides ") == ["Tides"]


def test_a_commit_that_changes_no_word_writes_nothing(site):
    post = a_post("Tides", "Calm.")
    written = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: written.append(args[2]))

    post.words = 9
    db.session.commit()

    assert not [statement for statement in written if "search_posts" in statement]


def test_the_later_stands_first_whatever_the_order_of_writing(site):
    start = utcnow() - timedelta(days=9)
    for day in (3, 1, 2, -40_000):
        a_post(f"Day {day}", "Calm.", published_at=start + timedelta(days=day))

    assert found("calm ") == ["Day 3", "Day 2", "Day 1", "Day -40000"]
    assert place(datetime(9999, 1, 1, tzinfo=UTC), 2**31 - 1) < 2**63


def test_migrations_bring_the_index_of_a_site_that_had_none(site):
    a_post("Tides", "The zanzibar moon.")
    a_post("Draft", "A zanzibar.", draft=True)
    db.session.remove()
    downgrade(revision="0006")

    upgrade()

    assert found("zanzibar ") == ["Tides"]
    assert indexed() == 1


def test_a_migration_indexes_anew_what_older_rules_left(site):
    a_post("Tides", "The zanzibar moon.")
    db.session.execute(update(IndexedPost).values(rules=0))
    db.session.commit()
    assert len(index.missing()) == 1
    db.session.remove()

    upgrade()

    assert list(index.missing()) == []
    assert found("zanzibar ") == ["Tides"]


def test_one_command_builds_it_anew(app):
    with app.app_context():
        a_post("Tides", "The zanzibar moon.")
        a_post("Ebb", "The zanzibar moon.")
        a_post("Draft", "A zanzibar.", draft=True)
        db.session.execute(delete(IndexedPost))
        db.session.commit()
        assert found("zanzibar ") == []

    result = app.test_cli_runner().invoke(args=["search", "rebuild"])

    assert (result.exit_code, result.output) == (0, "2 posts can be searched.\n")
    with app.app_context():
        assert set(found("zanzibar ")) == {"Tides", "Ebb"}
        assert_sound()


def test_the_command_wants_a_migrated_database(app):
    with app.app_context():
        downgrade(revision="base")

    result = app.test_cli_runner().invoke(args=["search", "rebuild"])

    assert result.exit_code == 1
    assert result.output.startswith("Error: the database is")
    assert result.output.count("\n") == 1


def test_an_import_is_found(app, tmp_path):
    (tmp_path / "a.md").write_text(
        "---\ntitle: Brought\ndate: 2020-01-01\ntags: [Zebra]\n---\n\nA zanzibar.\n"
    )
    (tmp_path / "b.md").write_text("---\ntitle: Unfinished\ndraft: true\n---\n\nA zanzibar.\n")

    result = app.test_cli_runner().invoke(args=["import", str(tmp_path), "--author", "José Peña"])

    assert result.exit_code == 0, result.output
    with app.app_context():
        assert found("zanzibar ") == found("zebra ") == found("jose pena ") == ["Brought"]


def test_somebody_s_name_is_a_word_once(site):
    a_post("Tides", authors=("Ada Lovelace",))

    row = db.session.scalars(select(IndexedPost)).one()
    user = db.session.scalars(select(User)).one()

    assert user.username == "ada-lovelace"
    assert row.authors == " ada lovelace "


def test_a_text_of_very_many_different_words_is_published_and_found_by_the_first_of_them(site):
    letters = "абвгдежзиклмнопр"
    many = [
        f"{letters[n % 16]}{letters[n // 16 % 16]}{letters[n // 256 % 16]}{letters[n // 4096]}стол"
        for n in range(28_000)
    ]

    a_post("A dictionary", " ".join(many)[:199_000])

    assert found(many[0]) == ["A dictionary"]
    assert found("dictionary") == ["A dictionary"]


def test_what_a_killed_migration_left_out_is_indexed_at_the_next_start_and_by_a_job(site):
    a_post("Ebb")
    db.session.execute(delete(IndexedPost))
    db.session.commit()
    assert found("ebb") == []

    jobs.HANDLERS["search.fill"].work({})
    db.session.commit()
    by_job = found("ebb")
    db.session.execute(delete(IndexedPost))
    db.session.commit()
    migrate_database(site)

    assert by_job == ["Ebb"]
    assert found("ebb") == ["Ebb"]
