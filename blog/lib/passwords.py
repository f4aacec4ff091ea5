"""Which passwords can be chosen. They count exactly as typed: nothing is stripped or normalised."""

import re
from threading import Lock

from blog.lib import lazily

zxcvbn = lazily.module("zxcvbn")  # its lists of words hold 13 MB

SHORTEST, LONGEST = 8, 128
"""In code points."""

_WEIGHED = 24  # what begins well is good; zxcvbn takes 10 ms for these, 450 ms at worst, and 3 s for 72
_GOOD_ENOUGH = 2  # of 0 to 4: a million guesses
_PERSONAL_WORDS = 30
_WORD = re.compile(r"[^\W_]{3,}")
_WEIGHING = Lock()  # zxcvbn keeps the personal words in a variable that all threads share

_COMMON = "Common words and names are easy to guess."
_DATE = "Dates and years are easy to guess."
_WEAKNESSES = {
    "passwords": "This is much like a password that many people use.",
    "user_inputs": "This is too close to your name, your address or the name of this site.",
    **dict.fromkeys(
        ("english_wikipedia", "us_tv_and_film", "surnames", "male_names", "female_names"), _COMMON
    ),
    "spatial": "Keys that lie side by side are easy to guess.",
    "repeat": "Repetitions are easy to guess.",
    "sequence": "Sequences such as abc or 1234 are easy to guess.",
    "regex": _DATE,
    "date": _DATE,
}
_ADVICE = "Use three or four words that have nothing to do with each other."


def problem(password: str, *personal: str) -> str | None:
    """Say in a sentence or two why `password` cannot be chosen; None if it can. Never repeats it.

    `personal` is what others can know: username, address, name, the site's title.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Use {SHORTEST} to {LONGEST} characters."
    if "\0" in password or any("\ud800" <= character <= "\udfff" for character in password):
        return "This holds a character that cannot be stored. Type the password instead of pasting it."
    return _weakness(password, _words(personal))


def _weakness(password: str, words: list[str]) -> str | None:
    with _WEIGHING:
        result = zxcvbn.zxcvbn(password[:_WEIGHED], words)
    if result["score"] >= _GOOD_ENOUGH:
        return None
    longest = max(result["sequence"], key=lambda match: len(match["token"]))
    kind = longest.get("dictionary_name") or longest["pattern"]
    return f"{_WEAKNESSES.get(kind, 'This is easy to guess.')} {_ADVICE}"


def _words(personal: tuple[str, ...]) -> list[str]:
    """Give each text as it is and in parts, cut as the password is, or a long one would never be found."""
    texts = [text[:LONGEST] for text in personal if text]
    parts = [part for text in texts for part in (text, *_WORD.findall(text))]
    return [part[:_WEIGHED] for part in parts][:_PERSONAL_WORDS]
