"""Where a page of a list ended."""

import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.cursors import decode, encode

WHEN = datetime(2024, 12, 16, 8, 30, 15, 123456, tzinfo=UTC)
IDS = st.integers(1, 2**63 - 1)


@given(st.datetimes(timezones=st.just(UTC)), IDS)
def test_what_was_written_is_read_again(when, id):
    text = encode(when, id)

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", text)
    assert decode(text) == (when, id)


def test_the_time_comes_back_in_utc():
    when, _ = decode(encode(WHEN.astimezone(timezone(timedelta(hours=5, minutes=45))), 7))

    assert (when, when.utcoffset()) == (WHEN, timedelta(0))


@given(
    st.text(max_size=40)
    | st.binary(max_size=20).map(lambda data: urlsafe_b64encode(data).decode().rstrip("="))
)
def test_any_other_text_is_an_error_or_read_to_the_letter(text):
    try:
        position = decode(text)
    except ValueError:
        return

    assert encode(*position) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        encode(WHEN, 7)[:-1],
        encode(WHEN, 7) + "A",
        encode(WHEN, 7) + "==",
        encode(WHEN, 7) + "\n",
        encode(WHEN, 7)[:-1] + "x",
        "٣" * 22,
        "A" * 22,
        "_" * 22,
        "f" * 21 + "w",
        "A" * 1_000_000,
    ],
)
def test_a_text_that_was_tampered_with_is_refused(text):
    with pytest.raises(ValueError, match="cursor"):
        decode(text)


@pytest.mark.parametrize(
    ("when", "id"), [(WHEN.replace(tzinfo=None), 7), (WHEN, 0), (WHEN, -1), (WHEN, 2**63)]
)
def test_what_is_no_position_is_not_written(when, id):
    with pytest.raises(ValueError, match="cursor"):
        encode(when, id)
