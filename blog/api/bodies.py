"""The JSON that a request carries: one object, read strictly, whatever was sent."""

import json
from typing import Any, NoReturn

from flask import abort, request

MOST = 64 * 1024  # bytes


def read() -> dict[str, Any]:
    """Return the object that the request at hand carries. Aborts with 415, 413 or 400."""
    if request.mimetype != "application/json":
        abort(415, "Send application/json.")
    data = request.get_data(cache=False)
    if len(data) > MOST:
        abort(413, f"Send {MOST} bytes at most.")
    try:
        return parse(data)
    except ValueError:
        abort(400, "Send one JSON object in UTF-8: each name once, no NaN, no NUL.")


def parse(data: bytes) -> dict[str, Any]:
    """Read one object. Raises ValueError for anything that two readers could understand differently."""
    try:
        document = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(document, dict):
        raise ValueError("not an object")
    _refuse_odd_characters(document)
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _refuse_odd_characters(document: dict[str, Any]) -> None:
    """NUL and halves of characters: no database stores them."""
    left: list[Any] = [document]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str):
            value.encode()  # raises for half a character
            if "\0" in value:
                raise ValueError("NUL")
