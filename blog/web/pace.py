"""How often one may read what is dear: counted in memory, so that a reader writes nothing.

What guards passwords and mail is counted in the database, see `throttle`. Here a wrong count costs a little
processor time, and each process counts for itself.
"""

import time
from collections import OrderedDict
from threading import Lock

from flask import current_app
from werkzeug.exceptions import TooManyRequests

from blog.web import throttle

_MOST_ADDRESSES = 10_000  # remembered, the last seen

_lock = Lock()


def keep(name: str, most: int, period: int) -> None:
    """Count the request at hand under `name` and its address.

    Raises TooManyRequests with Retry-After beyond `most` in `period` seconds.
    """
    address, now = throttle.address(), time.monotonic()
    windows: OrderedDict[str, tuple[float, int]] = current_app.extensions.setdefault(
        f"pace of {name}", OrderedDict()
    )
    with _lock:
        ends, count = windows.pop(address, (0.0, 0))
        if ends <= now:
            ends, count = now + period, 0
        windows[address] = ends, count + 1
        if len(windows) > _MOST_ADDRESSES:
            windows.popitem(last=False)
    if count >= most:
        raise TooManyRequests(retry_after=max(1, round(ends - now)))
