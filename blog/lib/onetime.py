"""Codes that count once: from an authenticator app (RFC 6238) or from a list kept for the day it is lost."""

import hmac
import secrets
from base64 import b32decode, b32encode
from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from blog.lib import lazily

if TYPE_CHECKING:
    import segno
else:
    segno = lazily.module("segno")

STEP = 30
"""Seconds that a code stands on the screen."""

_MARGIN = 4  # light modules that the QR standard wants on each side
_LONGEST_ISSUER = 64  # a longer one makes a code that no camera reads
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: five bits a letter, no i, l, o or u
_MISREAD = str.maketrans("ilo", "110")


def new_secret() -> str:
    """Make the secret that the app and the site share: 160 bits, in base 32."""
    return b32encode(secrets.token_bytes(20)).decode("ascii")


def address(secret: str, account: str, issuer: str) -> str:
    """Make the otpauth:// address that an app reads; both names are shown there."""
    account, issuer = account.replace(":", " "), issuer.replace(":", " ")[:_LONGEST_ISSUER]
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def qr_path(address: str) -> tuple[int, str]:
    """Draw a QR code: the width of its square viewBox in modules, and the `d` of the one path in it."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=_MARGIN))
    return len(rows), "".join(f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in _runs(row))


def code_at(secret: str, step: int) -> str:
    """Compute the six digits of a time step (RFC 4226, section 5.3; RFC 6238)."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def step_of(secret: str, code: str, now: float, last_step: int | None) -> int | None:
    """Find the time step that `code` belongs to; None if it is wrong, old or used.

    `now` is in seconds since 1970; the clock may be a step off. `last_step` is the last one that was used:
    only a later one counts, so that nobody uses a code a second time. The caller stores the result.
    """
    typed = "".join(code[:100].split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return None
    current = int(now // STEP)
    steps = range(max(0, current - 1), current + 2)
    matching = [step for step in steps if compare_digest(code_at(secret, step), typed)]
    return next((step for step in matching if last_step is None or step > last_step), None)


def recovery_codes(count: int = 10) -> list[str]:
    """Make codes of 40 random bits such as "k7fq-2mzd", to be shown once."""
    letters = ["".join(secrets.choice(_ALPHABET) for _ in range(8)) for _ in range(count)]
    return [f"{code[:4]}-{code[4:]}" for code in letters]


def recovery_key(code: str) -> str:
    """Make what is stored and looked up: SHA-256, 64 hex digits, the same however the code is typed."""
    plain = "".join(filter(str.isalnum, code[:100].casefold())).translate(_MISREAD)
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _runs(row: Iterable[int]) -> list[tuple[int, int]]:
    """Find the runs of dark modules in a row: where each begins and how long it is."""
    runs, x = [], 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append((x, length))
        x += length
    return runs
