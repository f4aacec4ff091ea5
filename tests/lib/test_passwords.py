"""Which passwords can be chosen."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import passwords

GOOD = "correct horse battery staple"
ADA = ("ada", "ada.byron@analytical.example", "Ada Lovelace", "Engine Notes")


@pytest.mark.parametrize("password", [GOOD, "xk3-Zpw9", "Ünïcode für alle", "パスワードは秘密の言葉"])
def test_a_password_that_is_hard_to_guess_can_be_chosen(password):
    assert passwords.problem(password, *ADA) is None


@pytest.mark.parametrize("password", ["password123456", "password", "qwertyuiop", "iloveyou", "P@ssw0rd"])
def test_aun_48_a_common_password_is_refused(password):
    problem = passwords.problem(password)

    assert problem == (
        "This is much like a password that many people use."
        " Use three or four words that have nothing to do with each other."
    )


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("aaaaaaaaaaaa", "Repetitions"),
        ("abcdefghijkl", "Sequences"),
        ("12.06.1974", "Dates"),
        ("elizabeth", "Common words and names"),
        ("zaq1xsw2cde3", "a password that many people use|Keys that lie side by side"),
    ],
)
def test_the_refusal_says_what_is_weak_and_what_to_do(password, reason):
    problem = passwords.problem(password)

    assert any(each in problem for each in reason.split("|"))
    assert problem.endswith("Use three or four words that have nothing to do with each other.")


@pytest.mark.parametrize(
    "password",
    ["adalovelace", "Lovelace1815", "analytical", "ada.byron@analytical.example", "ecalevol", "EngineNotes"],
)
def test_what_others_know_is_no_secret(password):
    assert "too close to your name" in passwords.problem(password, *ADA)


def test_personal_words_do_not_count_for_the_next_person():
    known = [f"brimstone-{number}-quagmire" for number in range(8)] * 8

    with ThreadPoolExecutor(8) as pool:
        own = list(pool.map(passwords.problem, known, known))
        strange = list(pool.map(passwords.problem, known, reversed(["nobody"] * len(known))))

    assert all("too close to your name" in problem for problem in own)
    assert set(strange) == {None}


@pytest.mark.parametrize("length", [0, 7, 129, 4096])
def test_aun_41_a_length_out_of_bounds_is_said(length):
    assert passwords.problem((GOOD * 200)[:length]) == "Use 8 to 128 characters."


@pytest.mark.parametrize("length", [8, 72, 73, 128])
def test_aun_41_a_length_within_bounds_is_accepted_in_characters_not_bytes(length):
    assert passwords.problem(("Größe, Örtchen & Übermut: " * 6)[:length]) is None


def test_aun_45_a_password_of_ten_megabytes_is_refused_at_once():
    password = "x" * 10_000_000

    start = time.process_time()
    problem = passwords.problem(password, password)
    spent = time.process_time() - start

    assert problem == "Use 8 to 128 characters."
    assert spent < 0.1


def test_a_password_made_to_be_slow_costs_no_more_than_a_hash():
    start = time.process_time()
    passwords.problem("4@8({[<3690$51!|7+%2" * 6, *["4@8({[<3690$51!|7+%2" * 999] * 999)
    spent = time.process_time() - start

    assert spent < 2


def test_aun_47_spaces_count_and_are_not_stripped():
    assert passwords.problem("  x k9Q ") is None
    assert passwords.problem("x k9Q") == "Use 8 to 128 characters."
    assert "Repetitions" in passwords.problem(" " * 8)


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_cannot_be_stored_is_refused(character):
    assert "cannot be stored" in passwords.problem(f"{GOOD}{character}")


@pytest.mark.parametrize("password", ["dragonfly", "ada.byron@analytical.example", "qqqqqqqqqq"])
def test_the_refusal_does_not_repeat_the_password(password):
    assert password not in passwords.problem(password, *ADA)


@given(st.text(st.characters(codec=None), max_size=140), st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer(password, name):
    problem = passwords.problem(password, name)

    assert problem is None or problem.endswith(".")
    assert problem or 8 <= len(password.encode()) <= 4 * 128
