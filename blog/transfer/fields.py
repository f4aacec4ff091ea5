"""Typed access to front matter, whose writers agree on little."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from blog.transfer.errors import FileError

YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Fields:
    """Settings by lower-case name; Zola's `[taxonomies]` count as if they stood on top."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._values = {str(name).lower(): value for name, value in settings.items()}
        self._values = {**self.table("taxonomies"), **self._values}

    def raw(self, *names: str) -> Any:
        """Return the first of `names` that is given, as it was parsed, or None."""
        return next((self._values[name] for name in names if self._values.get(name) is not None), None)

    def table(self, name: str) -> dict[str, Any]:
        """Return a table inside the settings, empty if there is none."""
        value = self._values.get(name)
        return value if isinstance(value, dict) else {}

    def text(self, *names: str) -> str:
        """Return the first of `names` that says something as one line, or "".

        Raises FileError for a list or a table.
        """
        return next((text for name in names if (text := _line(name, self._values.get(name)))), "")

    def texts(self, *names: str) -> list[str]:
        """Return what all of `names` hold, each a list or a single text, in order and without repetition.

        A table stands for its `name`, as in lists of authors.
        """
        found = [_line(name, item) for name in names for item in _items(self._values.get(name))]
        return list(dict.fromkeys(text for text in found if text))

    def labels(self, singular: str, plural: str) -> list[str]:
        """Return tags or categories as Jekyll reads them: a plural text is several, divided by spaces.

        Where it holds commas, those divide it.
        """
        several = self._values.get(plural)
        if isinstance(several, str):
            several = several.split("," if "," in several else None)
        return Fields({singular: self._values.get(singular), plural: several}).texts(singular, plural)

    def flag(self, name: str) -> bool | None:
        """Return a yes or no, None where it is not given. Raises FileError for anything else."""
        text = _line(name, self._values.get(name)).lower()
        if text and text not in YES + NO:
            raise FileError(f"its {name} is neither true nor false")
        return text in YES if text else None


def _line(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        raise FileError(f"its {name} is not a text")
    # An escape may stand for NUL, or for half a character, and neither can be stored.
    text = str(value).replace("\0", " ").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _items(value: Any) -> Iterable[Any]:
    items = value if isinstance(value, list) else [value]
    return [item.get("name") if isinstance(item, dict) else item for item in items]
