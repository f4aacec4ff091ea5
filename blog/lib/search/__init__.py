"""Searching without a database: what a word is, what a query asks for, where a text answers it."""

from blog.lib.search.query import Part, Query, parse
from blog.lib.search.snippets import marked, snippet
from blog.lib.search.visible import visible
from blog.lib.search.words import RULES, fold, words

__all__ = ["RULES", "Part", "Query", "fold", "marked", "parse", "snippet", "visible", "words"]
