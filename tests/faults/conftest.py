"""A site with a post and its author, made before the trouble begins."""

import pytest

from tests.support.factories import a_post, an_account


@pytest.fixture
def site(app):
    """Ada may write; her post stands at /posts/first."""
    with app.app_context():
        an_account("ada")
        a_post("First", "The words that stand.", authors=("ada",))
    return app


@pytest.fixture
def log(tmp_path):
    """Where a server writes what it has to say."""
    return tmp_path / "server.log"
