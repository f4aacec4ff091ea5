"""Dates as they stand in front matter, in names of files and in addresses."""

import tomllib
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.transfer import dates
from blog.transfer.errors import FileError

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-08-23", datetime(2021, 8, 22, 22, tzinfo=UTC)),
        ("2021-8-3", datetime(2021, 8, 2, 22, tzinfo=UTC)),
        ("2021/08/23", datetime(2021, 8, 22, 22, tzinfo=UTC)),
        ("2021-12-23 10:30", datetime(2021, 12, 23, 9, 30, tzinfo=UTC)),
        ("2021-08-23T10:30:15", datetime(2021, 8, 23, 8, 30, 15, tzinfo=UTC)),
        ("2021-08-23T10:30:15Z", datetime(2021, 8, 23, 10, 30, 15, tzinfo=UTC)),
        ("2021-08-23 10:30:15 UTC", datetime(2021, 8, 23, 10, 30, 15, tzinfo=UTC)),
        ("2021-08-23 10:30:15 -0500", datetime(2021, 8, 23, 15, 30, 15, tzinfo=UTC)),
        ("2021-08-23T10:30:15.123456+02:00", datetime(2021, 8, 23, 8, 30, 15, tzinfo=UTC)),
    ],
)
def test_a_date_without_a_zone_is_in_the_sites_own(text, expected):
    assert dates.moment(text, BERLIN) == expected


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("2021-08-23", datetime(2021, 8, 22, 22, tzinfo=UTC)),
        ("2021-08-23T10:30:15", datetime(2021, 8, 23, 8, 30, 15, tzinfo=UTC)),
        ("2021-08-23T10:30:15Z", datetime(2021, 8, 23, 10, 30, 15, tzinfo=UTC)),
    ],
)
def test_dates_that_toml_has_parsed_are_read_alike(toml, expected):
    assert dates.moment(tomllib.loads(f"date = {toml}")["date"], BERLIN) == expected


@pytest.mark.parametrize("value", [None, "", "  ", "0001-01-01T00:00:00Z"])
def test_no_date_is_none(value):
    assert dates.moment(value, BERLIN) is None


@pytest.mark.parametrize(
    "value",
    ["tomorrow", "2021-13-01", "2021-02-30", "2021-08-23 25:00", "9999-12-31T23:59:59-12:00", 20210823, True,
     ["2021-08-23"], tomllib.loads("t = 10:30:00")["t"]],
)  # fmt: skip
def test_what_is_no_date_is_refused(value):
    with pytest.raises(FileError, match="its date"):
        dates.moment(value, BERLIN)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2021-08-23-basic-post", (date(2021, 8, 23), "basic-post")),
        ("2021-9-1-alt-date-format", (date(2021, 9, 1), "alt-date-format")),
        ("2021-08-23_sails", (date(2021, 8, 23), "sails")),
        ("2021-13-45-sails", (None, "2021-13-45-sails")),
        ("2021-08-23", (None, "2021-08-23")),
        ("2024-results", (None, "2024-results")),
    ],
)
def test_the_date_in_a_files_name_is_divided_from_the_rest(name, expected):
    assert dates.split_name(name) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2014/12/12/1.0-Timeline", date(2014, 12, 12)),
        ("inside/2014/2/3/sails", date(2014, 2, 3)),
        ("2014/13/12/sails", None),
        ("versions/1.2/3", None),
    ],
)
def test_the_date_in_an_address_is_found(path, expected):
    assert dates.in_path(path) == expected
