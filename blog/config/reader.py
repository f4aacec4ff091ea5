"""Reads single values from the environment or a JSON file, and collects what is wrong with them."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

CONFIG_FILE = "/etc/blog/config.json"


class Reader:
    """One value after another, by name; `problems` holds one plain line for each that is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self.values = {**self._file(environ), **environ}

    def problem(self, text: str) -> None:
        """Note one problem; the value that stood for it is not used."""
        self.problems.append(text)

    def text(self, name: str, default: str) -> str:
        """Return a line of text; `default` where it is missing or empty."""
        value = self.values.get(name, "").strip()
        if any(ord(character) < 32 or "\ud800" <= character <= "\udfff" for character in value):
            self.problem(f"{name} holds a control character, or is not UTF-8")
            return default
        return value or default

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number between `low` and `high`."""
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high:
            return int(value)
        self.problem(f"{name} must be a whole number from {low} to {high}, not {value[:40]!r}")
        return default

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of `choices`, the first by default."""
        value = self.text(name, choices[0])
        if value not in choices:
            self.problem(f"{name} must be one of {', '.join(choices)}, not {value!r}")
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        """Return the texts of a JSON list, none by default."""
        try:
            values = json.loads(self.text(name, "[]"))
            if isinstance(values, list) and all(isinstance(value, str) for value in values):
                return tuple(values)
        except ValueError:
            pass
        self.problem(f'{name} must be a JSON list of texts, such as ["the old key"]')
        return ()

    def _file(self, environ: Mapping[str, str]) -> dict[str, str]:
        path = Path(environ.get("BLOG_CONFIG") or CONFIG_FILE)
        if not environ.get("BLOG_CONFIG") and not os.access(path, os.F_OK):
            return {}  # none there, or none that this user may know of
        try:
            if path.stat().st_mode & stat.S_IROTH:
                self.problem(f"{path} can be read by everyone: run chmod 640 {path}")
            values = json.loads(path.read_text("utf-8"))
            return {name: _as_text(value) for name, value in values.items()}
        except (OSError, ValueError, AttributeError) as error:
            self.problem(f"BLOG_CONFIG: {path} is not a readable JSON object ({error})")
            return {}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
