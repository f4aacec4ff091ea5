"""Migrations: from empty to newest and back, on both databases, and never from the future."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from blog import create_app, schema
from blog.config import SettingsError
from blog.extensions import db


def test_the_models_say_what_the_migrations_made(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": schema.is_modelled}
        )

        assert compare_metadata(context, db.metadata) == []


def test_all_migrations_can_be_taken_back_and_run_again(app):
    with app.app_context():
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names())
        upgrade()

        assert left <= {"alembic_version"}
        assert "posts" in inspect(db.engine).get_table_names()


def test_the_site_row_stands_after_the_migrations(app):
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("SELECT id, version FROM site")).all() == [(1, 1)]


def test_flt_15_a_database_newer_than_the_program_is_refused(app, settings):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match="newer than this program"):
        create_app(settings())


def test_an_empty_database_is_told_apart_from_one_that_is_behind(app):
    with app.app_context():
        with db.engine.connect() as connection:
            assert schema.state(connection) == "current"
        downgrade(revision="base")
        with db.engine.connect() as connection:
            assert schema.state(connection) == "empty"
