"""Codes that count once."""

import base64
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
import segno

from blog.lib import onetime

SECRET = base64.b32encode(b"12345678901234567890").decode()  # of RFC 6238, appendix B
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_the_codes_of_the_standard_are_right(now, code):
    assert onetime.step_of(SECRET, code, now, None) == now // 30


@pytest.mark.parametrize(("off", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(off, right):
    step = onetime.step_of(SECRET, "005924", 1234567890.5 + off, None)

    assert step == (1234567890 // 30 if right else None)


def test_a_code_counts_once_and_none_before_it_counts_afterwards():
    step = 1234567890 // 30

    assert onetime.step_of(SECRET, "005924", 1234567890, step - 1) == step
    assert onetime.step_of(SECRET, "005924", 1234567890, step) is None
    assert onetime.step_of(SECRET, "005924", 1234567890, step + 1) is None


@pytest.mark.parametrize("code", ["005 924", " 005924\n", "0 0 5 9 2 4", "005\u00a0924"])
def test_spaces_in_a_code_do_not_matter(code):
    assert onetime.step_of(SECRET, code, 1234567890, None) is not None


@pytest.mark.parametrize(
    "code",
    [
        "",
        "5924",
        "0005924",
        "005925",
        "00592x",
        "+05924",
        "-05924",
        "٠٠٥٩٢٤",
        "²05924",
        "\ud800",
        "0" * 10**6,
    ],
)
def test_anything_else_is_wrong(code):
    assert onetime.step_of(SECRET, code, 1234567890, None) is None


def test_the_first_seconds_of_1970_are_a_time_like_any_other():
    assert onetime.step_of(SECRET, "755224", 0, None) == 0  # RFC 4226, appendix D


def test_a_secret_has_160_bits_and_is_new_each_time():
    secrets = {onetime.new_secret() for _ in range(20)}

    assert len(secrets) == 20
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


@pytest.mark.parametrize(
    ("account", "issuer"), [("ada", "Quire"), ("日本", "Ada & Söhne: Notes?"), ("ж" * 32, "🎉" * 200)]
)
def test_the_address_holds_what_an_app_needs(account, issuer):
    address = urlsplit(onetime.address(SECRET, account, issuer))

    shown = issuer.replace(":", " ")[:64]
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == f"/{shown}:{account}"
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": [shown]}


@pytest.mark.parametrize("issuer", ["Quire", "🎉" * 200])
def test_the_path_draws_the_very_modules_of_the_qr_code(issuer):
    address = onetime.address(SECRET, "ada", issuer)

    size, path = onetime.qr_path(address)

    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)]
    drawn = {(x + step, y) for x, y, length in runs for step in range(length)}
    modules = [list(row) for row in segno.make_qr(address, error="m").matrix]
    dark = {(x + 4, y + 4) for y, row in enumerate(modules) for x, module in enumerate(row) if module}
    assert drawn == dark
    assert size == len(modules) + 8
    assert re.fullmatch(r"[Mhvz0-9 -]+", path)


def test_recovery_codes_are_short_different_and_cannot_be_misread():
    codes = onetime.recovery_codes()

    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}", code) for code in codes)
    assert len(onetime.recovery_codes(3)) == 3


@pytest.mark.parametrize(
    "typed", ["K7FQ-01ZD", "k7fq01zd", " k7fq 01zd ", "k7fq\u201301zd", "k7fq-olzd", "K7FQ-OIZD"]
)
def test_a_recovery_code_is_the_same_however_it_is_typed(typed):
    assert onetime.recovery_key(typed) == onetime.recovery_key("k7fq-01zd")


@pytest.mark.parametrize("other", ["", "k7fq-01ze", "k7fq", "\ud800", "ж" * 10_000])
def test_another_recovery_code_has_another_key(other):
    key = onetime.recovery_key(other)

    assert re.fullmatch("[0-9a-f]{64}", key)
    assert key != onetime.recovery_key("k7fq-01zd")


def test_the_address_is_the_one_of_a_widespread_library():
    for account, issuer in (("ada@example.org", "Notes"), ("a+b@example.org", "Café & Söhne: 100 %/?#")):
        kept = issuer.replace(":", " ")
        expected = pyotp.TOTP(SECRET).provisioning_uri(name=account, issuer_name=kept)

        assert onetime.address(SECRET, account, issuer) == expected
