"""Who sits at the desks."""

import pytest

from tests.posts.desk import some_authors
from tests.support.browsing import signed_in


@pytest.fixture
def staff(app):
    """A site on which Ada and Grace write, Ed edits and Rita reads."""
    with app.app_context():
        some_authors()
    return app


@pytest.fixture
def ada(staff):
    return signed_in(staff, "ada")


@pytest.fixture
def grace(staff):
    return signed_in(staff, "grace")


@pytest.fixture
def editor(staff):
    return signed_in(staff, "ed")


@pytest.fixture
def reader(staff):
    return signed_in(staff, "rita")
