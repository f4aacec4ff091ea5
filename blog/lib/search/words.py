"""What a word is, and which words are the same: the one rule for what is indexed and what is asked for.

Databases have rules of their own, each a different one, so they are given words that need none.
"""

import re
import unicodedata
from collections.abc import Iterator

RULES = 1
"""Raised whenever the same text gives other words: every index is then built anew."""

LONGEST = 64  # of a word; what is longer is no word, and PostgreSQL takes no more than 2 kB

# Signs that belong to the letter before them, and characters within words that nobody sees.
_MARKS = "".join(
    chr(code)
    for block in ((0x300, 0x1E00), (0x20D0, 0x2100), (0x302A, 0x309B), (0xA66F, 0xABEF), (0xFE00, 0xFE30))
    for code in range(*block)
    if unicodedata.category(chr(code))[0] == "M"
)
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff"
# Accents go; the vowel signs of Indian scripts and the voicing of kana stay, where they make another word.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    f"\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f{_UNSEEN}]"
)
# Letters that have a stroke or are two in one: Unicode takes none of them apart.
_PLAIN = str.maketrans(dict(zip("øłđðħŧ\u0131æœþ", "o l d d h t i ae oe th".split(), strict=True)))
# Scripts that put no space between words, and pictures: each character is a word of its own.
_ALONE = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_SPACED = f"(?:(?![{_ALONE}])[^\\W_])(?:(?![{_ALONE}])[^\\W_]|[{_MARKS}{_UNSEEN}])*"
_WORD = re.compile(f"{_SPACED}|[{_ALONE}][{_MARKS}{_UNSEEN}]*")
_ASCII_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """Make what all spellings of a text have in common: no case, no accents, one way to write each letter."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _DROPPED.sub("", apart)).translate(_PLAIN)


def words(text: str) -> list[str]:
    """Return the words of a text in their order, folded, each at most LONGEST characters of it."""
    folded = fold(text)
    found = (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
    return [word[:LONGEST] for word in found]


def spans(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Give where each word of `text` stands, and what it is folded; some characters hold several words."""
    for match in _WORD.finditer(text):
        if found := words(match[0]):
            yield match.start(), match.end(), found
