"""What can be the name of an account."""

# ruff: noqa: RUF001 (letters that look like others are what this is about)

import time

import pytest

from blog.lib import usernames
from blog.lib.slugs import RESERVED_USERS


@pytest.mark.parametrize(
    "name",
    (
        "al Alice alice-b_c.d José jose\u0301 Grüße Ольга Ελένη 日本 ひらカナ漢字 민수"
        " नमस्ते สวัสดี אבג محمد 4ever ﬁsh ｗｉｄｅ"
    ).split(),
)
def test_a_name_in_any_script_can_be_taken(name):
    assert usernames.problem(name) is None


@pytest.mark.parametrize(
    "name", ["", "a", " a ", "x" * 33, "e\u0301", "é" * 33, "x" * 5000, "x " * 5000, "\u1f82" * 40]
)
def test_uni_10_a_name_out_of_bounds_is_refused_by_its_code_points(name):
    assert usernames.problem(name) == "Use 2 to 32 characters."


@pytest.mark.parametrize("name", ["e\u0301" * 32, "\u03b1\u0313\u0300\u0345" * 32, "  " + "x" * 32 + "  "])
def test_uni_10_a_letter_counts_once_however_it_is_written(name):
    assert usernames.problem(name) is None


@pytest.mark.parametrize(
    "name", r"-ab ab- .ab ab. _ab a--b a._b a@b a/b a\b a'b ab! <b> a%b a:b a?b a#b .. --".split()
)
def test_signs_stand_alone_between_letters(name):
    assert "with single hyphens, underscores or dots between them" in usernames.problem(name)


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "ada\tb", "ada" + " " * 300 + "x", "ada" + "\u3000 " * 300 + "x"]
)
def test_a_space_has_an_answer_of_its_own(name):
    assert usernames.problem(name) == "A username has no spaces. Use a hyphen instead."


@pytest.mark.parametrize(
    "code",
    "200b 200c 200d 2060 feff 00ad 034f 180e 115f 3164 ffa0 2800 fe0f e0100 e0061 202a 202e 2066 2069 200e"
    " 0000 0007 007f d800 e000 fffe 0378 1f600 2764 1f1e9 20e3 20dd 2776 20ac".split(),
)
def test_uni_11_what_is_invisible_or_no_letter_is_refused(code):
    assert usernames.problem(f"ab{chr(int(code, 16))}cd") is not None


@pytest.mark.parametrize(
    "name", ["   ", "\u200b\u200b\u200b", "\u3164\u3164", "\u2003\u00a0\t", "\ufe0f\ufe0f"]
)
def test_uni_11_a_name_of_nothing_to_see_is_refused(name):
    assert usernames.problem(name) is not None


@pytest.mark.parametrize("name", ["\u0301ab", "1\u0301a", "a-\u0301b", "a" + "\u0363" * 5])
def test_marks_belong_to_a_letter_and_do_not_pile_up(name):
    assert usernames.problem(name) is not None


@pytest.mark.parametrize("name", ["12", "2026", "1-2", "٣٤"])
def test_a_name_has_a_letter(name):
    assert usernames.problem(name) == "Use at least one letter."


@pytest.mark.parametrize("name", ["ada.md", "ADA.JSON", "feed.atom", "a.xml", "a.ｍｄ"])
def test_a_name_does_not_end_like_a_file(name):
    assert "cannot end like a file" in usernames.problem(name)


@pytest.mark.parametrize(
    "name", ["admin", "root", "api", "static", "..", "null", "deleted", "setup", "Invite", "parked"]
)
def test_uni_06_reserved_names_are_refused(name):
    assert usernames.problem(name) is not None


@pytest.mark.parametrize("name", ["Admin", "ＡＤＭＩＮ", "adrnin", "r00t", "nu11", "AdmIn", "арі"])
def test_uni_06_what_looks_like_a_reserved_name_is_refused(name):
    assert usernames.problem(name) == "This name, or one that looks like it, is reserved. Choose another."


def test_uni_06_every_reserved_name_is_refused():
    assert [name for name in RESERVED_USERS if usernames.problem(name) is None] == []


@pytest.mark.parametrize("name", ["аlice", "alicе", "Νick", "αdam", "Иvan"])
def test_uni_03_alphabets_with_like_letters_are_not_mixed(name):
    assert usernames.problem(name) == "Use letters of one alphabet."


@pytest.mark.parametrize("part", ["a!", "a.", "é", "\u0315\u0300", "ﷺ", " ", "a\u0301", "-", "\u200d"])
def test_dos_14_time_does_not_grow_with_the_text(part):
    text = "a" + part * 50_000 + "!"
    usernames.skeleton("ready")

    start = time.process_time()
    for form in (usernames.problem, usernames.key, usernames.skeleton):
        form(text)
    spent = time.process_time() - start

    assert spent < 0.05
