"""The whole database as plain values, to compare it with itself."""

from typing import Any

from flask import Flask

from blog.extensions import db

MADE_WHEN = {("users", "created_at"), ("media", "created_at")}


def tables(app: Flask, *, but: set[tuple[str, str]] = frozenset()) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each table, in an order of their own, without the (table, column) pairs of `but`."""
    with app.app_context():
        return {table.name: _rows(table, but) for table in db.metadata.sorted_tables}


def _rows(table, but) -> list[tuple[Any, ...]]:
    columns = [column for column in table.columns if (table.name, column.name) not in but]
    return sorted((tuple(row) for row in db.session.execute(db.select(*columns))), key=repr)
