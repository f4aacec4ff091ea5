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


def cost(work, *arguments) -> float:
    """Seconds of processor time."""
    start = thread_time()
    work(*arguments)
    return thread_time() - start


def test_aun_02_an_unknown_name_takes_as_long_as_a_wrong_password(slow):
    client, wrong = slow.test_client(), "not the password at all"
    log_in(client, "warm", wrong)

    rounds = [
        (
            cost(bcrypt.generate_password_hash, wrong),
            cost(log_in, client, "ada", wrong),
            cost(log_in, client, f"nobody-{number}", wrong),
        )
        for number in range(TRIES)
    ]

    hashing, known, unknown = (min(times) for times in zip(*rounds, strict=True))
    assert known > hashing / 2
    assert abs(known - unknown) < hashing / 2  # it would be a whole one for a name that nobody looked up
