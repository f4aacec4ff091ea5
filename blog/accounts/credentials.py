"""What proves who somebody is, as the login form and the API receive it, and how often it may be tried."""

from blog.accounts import passwords, queries
from blog.accounts.models import User
from blog.lib import usernames
from blog.web import throttle

WRONG = "The email address or the password is wrong."


def who(name: str, password: str) -> User | None:
    """Return whoever has that address or username and that password; None if nobody does.

    Slow: call it before anything is written. Raises TooManyRequests for who goes on guessing.
    """
    address, name = throttle.address(), name.strip()[:254]
    user_id, hashed = queries.credentials(name)
    counted = [  # by account where there is one, however its name is spelt
        throttle.limit("login", 10, 5 * throttle.MINUTE, user_id or usernames.key(name), address),
        throttle.limit("logins", 30, 5 * throttle.MINUTE, address),
    ]
    if not passwords.matches(password, hashed):
        return None
    throttle.forgive(*counted)
    user = queries.by_id(user_id)
    return user if user and user.password_hash == hashed else None  # changed meanwhile


def limit_codes(user_id: int) -> None:
    """Count one more attempt at that user's second factor: before the transaction that checks it.

    Raises TooManyRequests for who goes on guessing. Right ones count too: a code is good for one sign-in.
    """
    throttle.limit("code", 5, 5 * throttle.MINUTE, user_id, throttle.address())
    throttle.limit("codes", 60, throttle.HOUR, user_id)
