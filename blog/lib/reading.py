"""Small facts for readers: how long a text takes, and the letters and colour of a default avatar."""

from hashlib import sha256

WORDS_PER_MINUTE = 238
"""Silent reading of non-fiction in English: Brysbaert, "How many words do we read per minute?", 2019."""

HUES = 8


def minutes(words: int) -> int:
    """Give the reading time of so many words in whole minutes, at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))


def initials(name: str) -> str:
    """Give the first letters of the first and the last word, in upper case; "?" for a name without any.

    One or two letters of any script: "Niko Matsakis" gives "NM", "josh" gives "J".
    """
    letters = [letter for word in name.split() if (letter := next(filter(str.isalnum, word), ""))]
    first_and_last = letters[:1] + letters[1:][-1:]
    # In upper case some letters are two: the sharp s becomes "SS".
    return "".join(letter.upper()[0] for letter in first_and_last) or "?"


def hue(name: str) -> int:
    """Give a number from 0 to 7 that stays the same for the same name."""
    return sha256(name.encode("utf-8", "replace")).digest()[0] % HUES
