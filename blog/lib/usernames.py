"""Names of accounts: what may be one, and which ones are the same or look the same."""

import re
from functools import cache
from unicodedata import category, name, normalize

from blog.lib import confusables
from blog.lib.slugs import RESERVED_USERS

SHORTEST, LONGEST = 2, 32
"""In code points, after normalising."""

_ENOUGH = 200  # to see that a name is too long: composing makes at most four code points one
_KEY = 100  # case-folding makes at most three of one
_SKELETON = 200
_ALPHABETS = {"LATIN", "GREEK", "CYRILLIC"}  # whose letters are alike; Japanese mixes its scripts by right
_RESERVED = "This name, or one that looks like it, is reserved. Choose another."
_FORMATS = (".md", ".json", ".atom", ".xml")
_KINDS = {"Mn": "M", "Mc": "M", "Nd": "N", "Lu": "L", "Ll": "L", "Lt": "L", "Lm": "L", "Lo": "L"}
_SHAPE = re.compile("(LM{0,4}|N)+(-(LM{0,4}|N)+)*")
# Letters and marks that show nothing: joiners of graphemes, fillers, selectors of variants.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def normalise(text: str) -> str:
    """Make the form that is shown: NFKC, no white space around it; at most 200 code points are kept."""
    return _tidy(normalize("NFKC", _tidy(text)))


def key(text: str) -> str:
    """Make the form that tells accounts apart: no case, one way to write each letter."""
    folded = normalise(text)
    for _ in range(2):  # the first round can make letters that fold again
        folded = normalize("NFKC", folded.casefold())[:_KEY].strip()
    return folded


def skeleton(text: str) -> str:
    """Make the form that all names share which can be taken for this one. It is never shown."""
    return confusables.skeleton(key(text))[:_SKELETON]


def doubles(text: str) -> frozenset[str]:
    """Make the skeletons of all names that `text` can be taken for, itself included.

    A capital I is a small l to the eye, a small i is not: Kiara and Klara are two names.
    """
    return frozenset((skeleton(text), skeleton(normalise(text).replace("I", "l"))))


def problem(text: str) -> str | None:
    """Say in a sentence why `text` cannot be a username; None if it can. Time does not grow with the text."""
    shown = normalise(text)
    if not SHORTEST <= len(shown) <= LONGEST:
        return f"Use {SHORTEST} to {LONGEST} characters."
    if any(character.isspace() for character in shown):
        return "A username has no spaces. Use a hyphen instead."
    if not _SHAPE.fullmatch(_shape(shown)):
        return "Use letters and digits, with single hyphens, underscores or dots between them."
    return _unfit(shown)


def _tidy(text: str) -> str:
    """Cut without making a short name of a long text: spaces, which the end loses, come one at a time."""
    return " ".join(text.split())[:_ENOUGH].strip()


def _shape(shown: str) -> str:
    return "".join(map(_kind, shown))


def _kind(character: str) -> str:
    """Tell L a letter, M a mark, N a digit, - a separator, x anything else."""
    if character in "-_.":
        return "-"
    return "x" if _BLANK.match(character) else _KINDS.get(category(character), "x")


def _unfit(shown: str) -> str | None:
    if "L" not in _shape(shown):
        return "Use at least one letter."
    if len(_ALPHABETS & {name(character, "").partition(" ")[0] for character in shown}) > 1:
        return "Use letters of one alphabet."
    if key(shown).endswith(_FORMATS):
        return "A username cannot end like a file, such as .md or .json."
    return _RESERVED if doubles(shown) & _reserved() else None


@cache
def _reserved() -> frozenset[str]:
    return frozenset(map(skeleton, RESERVED_USERS))
