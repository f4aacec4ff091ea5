"""An authenticator app: the codes of one secret."""

import time

import pyotp

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, steps: int = 0) -> str:
    """The code that the app shows now, or will show, or has shown, that many steps from now."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def wrong_code(secret: str = SECRET) -> str:
    """A code that is none of those that count now."""
    near = {code(secret, steps) for steps in (-2, -1, 0, 1, 2)}
    return next(text for text in map("{:06}".format, range(10)) if text not in near)
