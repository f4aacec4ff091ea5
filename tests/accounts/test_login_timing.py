"""How long a refused login takes says nothing about who has an account."""

from time import thread_time

import pytest

from blog.extensions import bcrypt
from tests.support.browsing import log_in
from tests.support.factories import an_account

ROUNDS = 10  # a password takes some 50 ms, as much again as all else together
TRIES = 5  # of each kind, below what the throttles allow


@pytest.fixture
def slow(app):
    """A site whose passwords cost something, and Ada, who has one."""
    app.config["BCRYPT_LOG_ROUNDS"] = ROUNDS
    bcrypt.init_app(app)
    with app.app_context():
        an_account("ada")
    return app


def cost(client, name: str) -> float:
    """Seconds of processor time of one refused login."""
    start = thread_time()
    log_in(client, name, "not the password at all")
    return thread_time() - start


def test_aun_02_an_unknown_name_takes_as_long_as_a_wrong_password(slow):
    client = slow.test_client()
    cost(client, "warm"), bcrypt.generate_password_hash("x")

    start = thread_time()
    bcrypt.generate_password_hash("not the password at all")
    hashing = thread_time() - start
    pairs = [(cost(client, "ada"), cost(client, f"nobody-{number}")) for number in range(TRIES)]

    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert known > hashing / 2
    assert abs(known - unknown) < hashing / 4
