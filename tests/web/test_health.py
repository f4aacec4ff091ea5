"""For machines that watch: alive is not the same as ready."""

import pytest
from flask_migrate import downgrade
from sqlalchemy import text

from blog.extensions import db


def test_a_live_process_says_so_without_asking_the_database(app, client):
    with app.app_context():
        downgrade(revision="base")

    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_migrated_site_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (200, "ok\n")


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("DELETE FROM alembic_version", "empty"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer"),
        ("DROP TABLE alembic_version", "empty"),
    ],
)
def test_a_database_of_another_time_is_not_ready(app, client, statement, word):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(statement))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert word in response.text
