"""Plain text that people type, made fit to show: without characters that nobody sees."""

import re
import unicodedata
from hashlib import sha256

# Marks that turn the direction of whatever follows, and the byte order mark.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile("\r\n?")
_MANY_LINES = re.compile("\n{3,}")


def line(text: str) -> str:
    """Make one line: composed (NFC), white space collapsed; "" where nothing can be seen."""
    shown = _SPACES.sub(" ", _visible(text)).strip()
    return shown if any(unicodedata.category(character)[0] not in "CZ" for character in shown) else ""


def lines(text: str) -> str:
    """Make several lines: each line end is one character, never two empty lines in a row."""
    broken = _LINE_ENDS.sub("\n", text).split("\n")
    shown = "\n".join(_visible(part).rstrip() for part in broken).strip()
    return _MANY_LINES.sub("\n\n", shown)


def source(text: str) -> str:
    """Keep a text as it was written, but with one kind of line end and no NUL."""
    return _LINE_ENDS.sub("\n", text).replace("\0", "")


def fingerprint(text: str) -> str:
    """Make a short text that is the same for the same `text` only: it tells which one was edited."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", _TURNING.sub("", text))
    return "".join(
        character
        for character in composed
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cs")
    )
