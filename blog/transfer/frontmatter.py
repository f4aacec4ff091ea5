"""The settings on top of a Markdown file: YAML between ---, TOML between +++, or a JSON object."""

import json
import tomllib
from typing import Any

import yaml

from blog.transfer.errors import FileError

MAX_SIZE = 64_000
CLOSED_BY = {"---": ("---", "..."), "+++": ("+++",)}


class PlainLoader(yaml.SafeLoader):
    """YAML as texts, lists and mappings: "1.10", "yes" and dates stay as they were typed.

    Aliases are refused, since a few lines of them can stand for gigabytes.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise FileError("its front matter holds a YAML alias (*name), which is not supported")
        return super().compose_node(parent, index)


def _only(names: tuple[str, ...], table: dict[Any, Any]) -> dict[Any, Any]:
    return {tag: value for tag, value in table.items() if tag is None or tag.rpartition(":")[2] in names}


PlainLoader.yaml_constructors = _only(("null", "str", "seq", "map"), yaml.SafeLoader.yaml_constructors)
PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def split(text: str) -> tuple[dict[str, Any], str]:
    """Divide a file with `\\n` line ends into (settings, body); without front matter the settings are empty.

    Raises FileError for front matter that is not closed, too large, or not a table of names and values.
    """
    first, _, rest = text.partition("\n")
    if (fence := first.rstrip()) in CLOSED_BY:
        matter, body = _until_closed(rest, CLOSED_BY[fence])
        return _settings(matter, fence), body
    if text.startswith("{"):
        return _json(text)
    return {}, text


def _until_closed(text: str, ends: tuple[str, ...]) -> tuple[str, str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.rstrip() in ends:
            return "\n".join(lines[:number]), "\n".join(lines[number + 1 :])
    raise FileError("its front matter is opened and never closed")


def _settings(matter: str, fence: str) -> dict[str, Any]:
    if len(matter) > MAX_SIZE:
        raise FileError(f"its front matter is longer than {MAX_SIZE:,} characters")
    # The empty line stands for the fence, so that errors name the file's lines.
    return parsed(f"\n{matter}", is_toml=fence == "+++")


def parsed(text: str, *, is_toml: bool) -> dict[str, Any]:
    """Return the table that a TOML or YAML text holds. Raises FileError for anything else."""
    try:
        found = tomllib.loads(text) if is_toml else yaml.load(text, PlainLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FileError(f"its front matter cannot be read: {_problem(error)}") from error
    if found is not None and not isinstance(found, dict):
        raise FileError("its front matter is not a list of names and values")
    return found or {}


def _problem(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem} in line {error.problem_mark.line + 1}"
    return "it nests too deeply" if isinstance(error, RecursionError) else str(error).partition("\n")[0]


def _json(text: str) -> tuple[dict[str, Any], str]:
    try:
        found, end = json.JSONDecoder().raw_decode(text[:MAX_SIZE])
    except (ValueError, RecursionError):
        return {}, text  # a text may well begin with a brace
    return found, text[end:]
