"""How often one may try: counted in the database, answered with 429 and when to come back."""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from blog.site import throttles

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def address() -> str:
    """Where the request at hand came from; of IPv6 the network, since each house has a whole one."""
    remote = request.remote_addr or "unknown"
    try:
        parsed = ip_address(remote)
    except ValueError:
        return remote
    if not isinstance(parsed, IPv6Address):
        return remote
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def key(*subjects: object) -> str:
    """The name of a count: keyed, so that the table tells nobody's address."""
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(
        secret, "\0".join(map(str, subjects)).encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def limit(name: str, most: int, period: int, *subjects: object) -> str:
    """Count one more; return the name of the count, for `forgive`.

    Raises TooManyRequests with Retry-After beyond `most` in `period` seconds.
    """
    counted = key(name, *subjects)
    count, wait = throttles.count(counted, period)
    if count > most:
        raise TooManyRequests(_patience(wait), retry_after=wait)
    return counted


def forgive(*names: str) -> None:
    """Take back what `limit` counted: it was no failure."""
    throttles.take_back(list(names))


def _patience(seconds: int) -> str:
    minutes = -(-seconds // 60)
    wait = f"{seconds} seconds" if seconds < 60 else "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"That was tried too often just now. Wait {wait}, then try again; nothing was changed."
