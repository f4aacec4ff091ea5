"""Where a keyset page ended, as a short text for an address."""

import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAYOUT = struct.Struct(">qQ")
_TEXT = re.compile(r"[A-Za-z0-9_-]{22}")


def encode(when: datetime, id: int) -> str:
    """Write (when, id) as 22 characters; `when` must be aware, `id` from 1 to 2**63 - 1, else ValueError."""
    if when.utcoffset() is None or not 0 < id < 2**63:
        raise ValueError("a cursor needs an aware time and a positive id")
    packed = _LAYOUT.pack((when - _EPOCH) // _MICROSECOND, id)
    return urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str) -> tuple[datetime, int]:
    """Read what `encode` wrote: the time in UTC, to the microsecond, and the id. Else ValueError."""
    if not _TEXT.fullmatch(text):
        raise ValueError("not a cursor")
    microseconds, id = _LAYOUT.unpack(urlsafe_b64decode(text + "=="))
    try:
        when = _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise ValueError("the cursor's time is out of range") from None
    if encode(when, id) != text:
        raise ValueError("not a cursor that this site wrote")
    return when, id
