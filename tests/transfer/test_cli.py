"""What the command says when it cannot do its work."""

import pytest

from blog import create_app
from blog.extensions import db
from blog.posts.models import Post


def refused(app, path) -> str:
    result = app.test_cli_runner().invoke(args=["import", str(path)])
    assert result.exit_code == 1, result.output
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1
    return result.output


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "holds no Markdown"),
        ({"a.txt": "x", "b.html": "<p>x"}, "holds no Markdown"),
        ({"../a.md": "x"}, "outside itself"),
    ],
)
def test_what_is_no_blog_is_refused_in_one_line(app, zipped, files, reason):
    path = zipped(files)

    assert refused(app, path).startswith(f"Error: {path}: ")
    assert reason in refused(app, path)


def test_a_path_that_is_not_there_is_refused_in_one_line(app, tmp_path):
    assert "No such file or directory" in refused(app, tmp_path / "gone")


def test_a_refused_archive_leaves_nothing_behind(app, zipped):
    refused(app, zipped({"good.md": "# Good", "../evil.md": "# Evil"}))

    with app.app_context():
        assert db.session.scalars(db.select(Post)).all() == []


def test_a_database_without_tables_is_refused_in_one_line(settings, folder, tmp_path):
    app = create_app(settings(BLOG_DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}"))

    output = refused(app, folder({"a.md": "x"}))

    assert "the database is empty; run: flask --app main db upgrade" in output
    with app.app_context():
        db.engine.dispose()


def test_a_folder_of_broken_files_only_is_reported_and_no_error(bring, folder):
    output = bring(folder({"a.md": b"\xff"}))

    assert output.splitlines() == [
        "skipped  a.md: is not UTF-8 (byte 0)",
        "0 created, 0 updated, 0 unchanged, 0 kept, 1 skipped.",
    ]


def test_names_that_would_steer_the_terminal_are_shown_harmlessly(bring, folder):
    output = bring(folder({"a\x1b[2J.md": b"\xff"}))

    assert output.startswith("skipped  a?[2J.md: ")


def test_help_says_what_can_be_imported(app):
    result = app.test_cli_runner().invoke(args=["import", "--help"])

    assert "a folder or a zip of Markdown" in result.output
    assert "--dry-run" in result.output
