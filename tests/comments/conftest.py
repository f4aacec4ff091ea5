"""Who talks below Ada's post: Bea, whom readers know, Newt, whom nobody knows yet, and Ed, who edits."""

import pytest

from tests.support.browsing import signed_in
from tests.support.factories import a_comment, a_post, an_account


@pytest.fixture
def talk(app):
    """A site with a post of Ada's that nobody has commented on; Bea has said hello below another."""
    with app.app_context():
        an_account("ada-lovelace", name="Ada Lovelace")
        bea = an_account("bea", "reader")
        an_account("newt", "reader")
        an_account("ed", "editor")
        a_comment(a_post("Something else", authors=("Mary Somerville",)), bea, "Hello.")
        a_post()
    return app


@pytest.fixture
def bea(talk):
    return signed_in(talk, "bea")


@pytest.fixture
def newt(talk):
    return signed_in(talk, "newt")


@pytest.fixture
def ada(talk):
    return signed_in(talk, "ada-lovelace")


@pytest.fixture
def editor(talk):
    return signed_in(talk, "ed")
